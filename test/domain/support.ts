import type { SiteSpec } from '#domain/site-spec.ts';
import { siteSpecSchema } from '#events/site-spec.ts';

/** The courses' site as its owner writes it. */
const COURSES = {
  site: 'myapp',
  region: 'us-east-1',
  network: {
    cidr: '10.0.0.0/16',
    zones: [
      { name: 'us-east-1a', public: '10.0.1.0/24', data: '10.0.11.0/24' },
      { name: 'us-east-1b', public: '10.0.2.0/24', data: '10.0.12.0/24' },
    ],
  },
  web: { group: 'myapp-asg', instanceType: 't3.micro', min: 2, max: 4 },
  database: { instanceClass: 'db.t3.medium', storageGb: 20 },
  cache: { nodeType: 'cache.t3.micro', nodes: 2 },
  windows: [{ name: 'Weekend Traffic', opens: '0 12 * * Fri', closes: '0 6 * * Mon', min: 8, max: 16 }],
  alarms: { cpu: { name: 'my-app-cpu', topic: 'myapp-devops-alert' } },
  optIn: { drills: true, chaos: true },
};

/** The courses' site as the schema hands it on, with what a test wants otherwise. */
export function siteSpec(changes: Partial<SiteSpec> = {}): SiteSpec {
  return { ...siteSpecSchema.parse(COURSES), ...changes };
}
