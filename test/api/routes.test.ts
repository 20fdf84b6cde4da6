import Ajv2020 from 'ajv/dist/2020';
import { mayDo, RIGHTS, type Right, ROLES } from '../../src/access';
import { createOpenApi, routes } from '../../src/api';
import { pages } from '../../src/api/pages';

describe('the routes', () => {
  it('each declares a right that there is', () => {
    for (const { method, path, right } of routes.filter((one) => one.right !== 'public'))
      expect([method, path, Object.keys(RIGHTS)]).toEqual([method, path, expect.arrayContaining([right])]);
  });

  it('each stands once', () => {
    const all = [...routes, ...pages].map(({ method, path }) => `${method} ${path}`);
    expect(new Set(all).size).toBe(all.length);
  });

  it('whoever may only read, may command and make nothing', () => {
    const own = (right: string) => right === 'public' || right === 'self.change';
    const writes = routes.filter(
      ({ method, path, right }) => method !== 'get' && path !== '/notifications/read' && !own(right),
    );
    expect(writes.filter(({ right }) => mayDo({ roles: ['read-only'] }, right as Right))).toEqual([]);
    for (const role of ROLES) expect(mayDo({ roles: [role] }, 'sale.read')).toBe(true);
  });

  it('each command takes an Idempotency-Key and says that it may be kept for later', () => {
    const commands = routes.filter(({ refuses }) => refuses.includes('CommandRefused'));
    expect(commands.length).toBeGreaterThan(8);
    for (const one of commands)
      expect([one.path, one.received, one.headers !== undefined]).toEqual([one.path, true, true]);
  });
});

describe('the OpenAPI document', () => {
  const document = JSON.parse(JSON.stringify(createOpenApi('1.2.3')));

  it('is of version 3.1 and mentions every route with every answer that it may give', () => {
    expect(document.openapi).toMatch(/^3\.1\./);
    for (const { method, path, status, received } of [
      ...routes,
      ...pages.map((page) => ({ ...page, status: 200, received: false })),
    ]) {
      const operation = document.paths[path.replace(/:(\w+)/g, '{$1}')]?.[method];
      expect([path, Object.keys(operation?.responses ?? {})]).toEqual([
        path,
        expect.arrayContaining([String(status), ...(received ? ['202', '409'] : [])]),
      ]);
    }
  });

  it('declares each parameter of an address, and gives each operation a name of its own', () => {
    const ids: string[] = [];
    for (const [path, operations] of Object.entries<
      Record<string, { operationId: string; parameters?: { name: string; in: string }[] }>
    >(document.paths)) {
      for (const operation of Object.values(operations)) {
        const declared = (operation.parameters ?? []).filter((one) => one.in === 'path').map((one) => one.name);
        expect([path, declared]).toEqual([path, [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name)]);
        ids.push(operation.operationId);
      }
    }
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('holds only schemas that compile, and no reference that leads nowhere', () => {
    const ajv = new Ajv2020({ strict: false, validateFormats: false });
    ajv.addSchema(document, 'api');
    for (const name of Object.keys(document.components.schemas)) {
      expect(() => ajv.compile({ $ref: `api#/components/schemas/${name}` })).not.toThrow();
    }
    const refs = JSON.stringify(document).matchAll(/"#\/components\/schemas\/([^"]+)"/g);
    for (const [, name] of refs) expect(Object.keys(document.components.schemas)).toContain(name);
  });
});
