import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv';
import { parse } from 'yaml';
import { projectRoot, readConfig } from '../../src/platform/config';

interface Service {
  readonly image: string;
  readonly build?: string;
  readonly command?: readonly string[];
  readonly environment?: Record<string, string>;
  readonly ports?: readonly string[];
  readonly depends_on?: Record<string, { condition: string }>;
  readonly healthcheck?: object;
  readonly deploy?: { replicas: number };
}

const root = projectRoot();
const text = readFileSync(join(root, 'docker-compose.yml'), 'utf8');
const file = parse(text, { merge: true }) as { services: Record<string, Service> };
const services = Object.entries(file.services);

describe('docker-compose.yml', () => {
  it('is what the Compose Specification describes', () => {
    // The specification's own schema (its licence lies beside it): draft 7, with https in its name.
    const schema = JSON.parse(readFileSync(join(__dirname, 'compose-spec', 'compose-spec.json'), 'utf8')) as object;
    const ajv = new Ajv({ strict: false, allErrors: true });
    const fits = ajv.compile({ ...schema, $schema: 'http://json-schema.org/draft-07/schema#' });
    fits(file);
    expect(fits.errors).toBeNull();
  });

  it('has PostgreSQL, Temporal and its page, one API and two workers', () => {
    expect(Object.keys(file.services)).toEqual(
      expect.arrayContaining(['postgres', 'temporal', 'temporal-page', 'tables', 'api', 'worker']),
    );
    expect(file.services.worker?.deploy?.replicas).toBe(2);
  });

  it('publishes on loopback only, and neither the database nor Temporal', () => {
    const published = services.flatMap(([name, { ports = [] }]) => ports.map((port) => [name, port]));
    expect(published.map(([name]) => name)).toEqual(['temporal-page', 'api']);
    for (const [, port] of published) expect(port).toMatch(/^127\.0\.0\.1:/);
  });

  it('holds no password: each comes from the environment', () => {
    const secrets = [...text.matchAll(/(?:PASSWORD|PWD): (.+)$/gm)].map((match) => match[1]);
    expect(secrets.length).toBeGreaterThan(2);
    for (const secret of secrets) expect(secret).toMatch(/^\$\{\w+_PASSWORD:\?/);
    for (const [, login] of text.matchAll(/postgresql:\/\/\w+:([^@]+)@/g)) expect(login).toMatch(/^\$\{/);
  });

  it('waits for services that exist, and for health only where it is checked', () => {
    for (const [, { depends_on = {} }] of services) {
      for (const [name, { condition }] of Object.entries(depends_on)) {
        expect(file.services).toHaveProperty([name]);
        if (condition === 'service_healthy') expect(file.services[name]?.healthcheck).toBeDefined();
      }
    }
  });

  it('gives our processes variables they know, and the owner to none that serves people', () => {
    const ours = services.filter(([, { build }]) => build);
    for (const [, { environment = {} }] of ours) {
      const fill = (value: string) => value.replace(/\$\{\w+:-([^}]*)\}/g, '$1').replace(/\$\{[^}]+\}/g, 'secret');
      const filled = Object.entries(environment).map(([key, value]) => [key, fill(value)]);
      expect(() => readConfig(Object.fromEntries(filled))).not.toThrow();
    }
    const owners = ours.filter(([, { environment }]) => environment?.DATABASE_URL).map(([name]) => name);
    expect(owners).toEqual(['tables']);
  });

  it('runs commands that the command line has', () => {
    const main = readFileSync(join(root, 'src', 'cli', 'main.ts'), 'utf8');
    for (const [, { build, command = [] }] of services) if (build) expect(main).toContain(`${command[0]}Command(`);
  });

  it('runs one release of Temporal, new enough for us', () => {
    expect([file.services['temporal-tables']?.image, file.services.temporal?.image]).toEqual([
      'temporalio/admin-tools:1.32.0',
      'temporalio/server:1.32.0',
    ]);
  });
});
