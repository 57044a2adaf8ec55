/** A name as Route 53 keeps it: lower case, with the dot of the root. */
export const fullName = (name: string): string => (name.endsWith('.') ? name : `${name}.`).toLowerCase().replace(/^\\052\./, '*.');

/** A name as the rest of the world writes it. */
export const plainName = (name: string): string => name.replace(/\.$/, '').toLowerCase();

/** Whether a name is a zone's or lies below it; both with the dot of the root. */
export const isWithin = (name: string, zone: string): boolean => name === zone || name.endsWith(`.${zone}`);

/** Names sort by their labels from the root on (API reference: ListResourceRecordSets). */
export const sortKey = (name: string): string => name.split('.').reverse().join('.');

/** An id with or without its path: `/hostedzone/Z1` is `Z1`. */
export const bareId = (id: string | undefined): string => (id ?? '').slice((id ?? '').lastIndexOf('/') + 1);

/** AWS shows a wildcard as its escape code. */
export const shownName = (name: string): string => name.replace(/^\*\./, '\\052.');
