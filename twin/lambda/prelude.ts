/**
 * Runs first in every world, inside it, so that what it makes belongs to the world's own realm: the virtual Date (local time is
 * UTC, as in Lambda), the seeded Math.random, errors of the host's builtins that are `instanceof Error`, stacks without the
 * host's frames. Answers how to call the handler: texts go in and out, so that no object of the host's realm reaches it.
 */
export const PRELUDE = String.raw`(function (host) {
  'use strict';
  const RealDate = Date;
  const zoneless = /^\d{4}-\d\d-\d\dT[\d:.]+$/;
  const zoned = /(Z|GMT|UTC|[+-]\d\d:?\d\d)\s*(\(.*\))?$/i;
  const parse = (text) => {
    text = String(text);
    if (zoneless.test(text)) return RealDate.parse(text + 'Z');
    if (/^\d{4}(-\d\d){0,2}$/.test(text) || zoned.test(text)) return RealDate.parse(text);
    return RealDate.parse(text + ' UTC');
  };
  class VirtualDate extends RealDate {
    constructor(...given) {
      if (given.length === 0) super(host.nowMs());
      else if (given.length > 1) super(RealDate.UTC(...given));
      else if (typeof given[0] === 'string') super(parse(given[0]));
      else super(given[0]);
    }
    static now() { return host.nowMs(); }
    static parse(text) { return parse(text); }
    getTimezoneOffset() { return 0; }
    toString() {
      if (Number.isNaN(this.getTime())) return 'Invalid Date';
      const [day, date, month, year, time] = this.toUTCString().replace(',', '').split(' ');
      return day + ' ' + month + ' ' + date + ' ' + year + ' ' + time + ' GMT+0000 (Coordinated Universal Time)';
    }
    toDateString() { return this.toString().slice(0, 15); }
    toTimeString() { return this.toString().slice(16); }
    toLocaleString(locale, options) { return super.toLocaleString(locale ?? 'en-US', { timeZone: 'UTC', ...options }); }
    toLocaleDateString(locale, options) { return super.toLocaleDateString(locale ?? 'en-US', { timeZone: 'UTC', ...options }); }
    toLocaleTimeString(locale, options) { return super.toLocaleTimeString(locale ?? 'en-US', { timeZone: 'UTC', ...options }); }
  }
  for (const part of ['FullYear', 'Month', 'Date', 'Day', 'Hours', 'Minutes', 'Seconds', 'Milliseconds'])
    for (const verb of ['get', 'set'])
      if (RealDate.prototype[verb + 'UTC' + part]) VirtualDate.prototype[verb + part] = RealDate.prototype[verb + 'UTC' + part];
  Object.defineProperty(VirtualDate, 'name', { value: 'Date' });
  const RealFormat = Intl.DateTimeFormat;
  const format = function DateTimeFormat(locale, options) { return new RealFormat(locale ?? 'en-US', { timeZone: 'UTC', ...options }); };
  format.prototype = RealFormat.prototype;
  format.supportedLocalesOf = RealFormat.supportedLocalesOf;
  const withNow = (method) => function (date) { return method.call(this, date ?? host.nowMs()); };
  const formatGetter = Object.getOwnPropertyDescriptor(RealFormat.prototype, 'format').get;
  Object.defineProperty(RealFormat.prototype, 'format', { get() { const bound = formatGetter.call(this); return (date) => bound(date ?? host.nowMs()); } });
  RealFormat.prototype.formatToParts = withNow(RealFormat.prototype.formatToParts);
  Intl.DateTimeFormat = format;
  Math.random = () => host.random();
  Object.defineProperty(Error, Symbol.hasInstance, {
    value(found) { return this === Error ? host.isError(found) : Function.prototype[Symbol.hasInstance].call(this, found); },
  });
  Error.prepareStackTrace = (error, frames) =>
    [String(error), ...frames.filter((frame) => String(frame.getFileName()).startsWith('/var/task/')).map((frame) => '    at ' + frame)].join('\n');
  const clone = (value, seen = new Map()) => {
    if (typeof value === 'function' || typeof value === 'symbol') throw new TypeError('could not be cloned');
    if (typeof value !== 'object' || value === null) return value;
    if (seen.has(value)) return seen.get(value);
    if (value instanceof RealDate) return new VirtualDate(value.getTime());
    if (value instanceof RegExp) return new RegExp(value);
    if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return value.slice();
    let copy;
    if (Array.isArray(value)) copy = [];
    else if (value instanceof Map) copy = new Map();
    else if (value instanceof Set) copy = new Set();
    else if (value instanceof Error) copy = Object.assign(new Error(value.message), { name: value.name, stack: value.stack });
    else copy = {};
    seen.set(value, copy);
    if (value instanceof Map) for (const [key, item] of value) copy.set(clone(key, seen), clone(item, seen));
    else if (value instanceof Set) for (const item of value) copy.add(clone(item, seen));
    else if (!(value instanceof Error)) for (const key of Object.keys(value)) copy[key] = clone(value[key], seen);
    return copy;
  };
  for (const name of Object.keys(host.globals)) Object.defineProperty(globalThis, name, { value: host.globals[name], writable: true, configurable: true });
  for (const name of Object.keys(host.lazyGlobals))
    Object.defineProperty(globalThis, name, { get: host.lazyGlobals[name], configurable: true });
  const hostFetch = host.globals.fetch;
  globalThis.fetch = async (...given) => {
    const response = await hostFetch(...given);
    return Object.assign(response, { json: async () => JSON.parse(await response.text()) });
  };
  Object.assign(globalThis, { Date: VirtualDate, structuredClone: (value) => clone(value), global: globalThis });
  for (const name of ['WebAssembly', 'SharedArrayBuffer', 'Atomics']) delete globalThis[name];
  const failure = (error) => {
    const known = host.isError(error);
    const type = known ? error.name : typeof error;
    const message = known ? error.message : typeof error === 'string' ? error : JSON.stringify(error);
    // Errors of the host's builtins carry its frames; they would differ from machine to machine.
    const lines = known && error.stack ? String(error.stack).split('\n') : [];
    const trace = lines.filter((line) => !/^\s+at /.test(line) || line.includes('/var/task/'));
    return { failure: JSON.stringify({ errorType: type, errorMessage: message, trace }) };
  };
  return {
    Promise,
    failure,
    async invoke(handler, eventText, fields) {
      try {
        const context = { ...fields, getRemainingTimeInMillis: () => host.remainingMs() };
        const output = await handler(JSON.parse(eventText), context);
        return { output: JSON.stringify(output) ?? 'null' };
      } catch (error) {
        return failure(error);
      }
    },
    load(factory, require, name) {
      const module = { exports: {} };
      factory(module.exports, require, module, '/var/task/' + name, '/var/task');
      return module.exports;
    },
  };
})`;
