import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { v7 as newId } from 'uuid';
import { ROLES } from '../../../src/access';
import { createOpenApi } from '../../../src/api';
import { startTestApi } from '../../support/api';
import { describeWithPython, PYTHON_MS, type Python, python } from '../../support/python';
import { scratchDir } from '../../support/scratch';
import { documentWith } from './document-with';

/**
 * How many requests of each operation are made. Of the operations each role gets its share, and somebody of all roles gets all; a
 * run by hand that says how many it wants (EXAMPLES=20) has all of them by everybody.
 */
const EXAMPLES = process.env.EXAMPLES;
const RUN_MS = 15 * 60_000;
const CHECKS = [
  'not_a_server_error',
  'status_code_conformance',
  'content_type_conformance',
  'response_headers_conformance',
  'response_schema_conformance',
];
/** A stream without end; what would end who asks; what goes to servers of others, and has tests with them. */
const LEFT_OUT = [
  '/events',
  '/sign-out',
  '/me/password',
  '/me/calendar',
  '/sign-in/company',
  '/sign-in/by/callback/company',
];
/** 503 is documented where it may be: nothing here sends mail, keeps files or runs Temporal's schedules. */
const SETTINGS = '[checks]\nnot_a_server_error.expected-statuses = ["2xx", "3xx", "4xx", 503]\n';
const ASKERS = [...ROLES, 'everything'];

interface Asked {
  code: number;
  said: string;
  /** What schemathesis found, as it is told. */
  failures: string[];
}

/**
 * Schemathesis makes requests of what the documentation says, in form and out of form, and holds each answer against it: its
 * status, its media type, its schema. The ids in the documentation it gets are those of what is there.
 */
describeWithPython('the documentation of the API', () => {
  let api: Awaited<ReturnType<typeof startTestApi>>;
  let environment: Python;
  let ids: Record<string, string[]>;
  const people: Record<string, string> = {};

  beforeAll(async () => {
    [api, environment] = await Promise.all([
      startTestApi({ engineDeadlineMs: 30_000, deps: { checkAnswers: false } }),
      python('schemathesis'),
    ]);
    const { pool, cast } = api.engine;
    for (const role of ASKERS) {
      const id = newId();
      people[role] = id;
      const roles = role === 'everything' ? ROLES : [role];
      await pool.query(`INSERT INTO people (id, name, email, roles, manager_id) VALUES ($1, 'Ada', $2, $3, $4)`, [
        ...[id, `${id}@example.com`, roles, cast.manager],
      ]);
    }
    ids = await madeBy(people.everything ?? '');
  }, PYTHON_MS);

  /** One of each kind that most addresses name. */
  async function madeBy(as: string): Promise<Record<string, string[]>> {
    const ids: Record<string, string[]> = { people: [as] };
    const made = async (path: string, body: object) => {
      const answer = await api.post(path, body, { as });
      if (answer.status !== 201) throw new Error(`${path}: ${JSON.stringify(answer.body)}`);
      const kind = path.slice(1);
      ids[kind] = [...(ids[kind] ?? []), answer.body.id];
      for (const task of answer.body.tasks ?? []) ids.tasks = [...(ids.tasks ?? []), task.id];
    };
    for (let n = 0; n < 3; n++) {
      await made('/accounts', { name: `A client ${n}` });
      await made('/contacts', { name: `Somebody ${n}`, accounts: [{ id: ids.accounts?.[n] }] });
      await made('/leads', { topic: 'A lead' });
      await made('/sales', { title: 'A sale', accountId: ids.accounts?.[n] });
      await made('/interactions', {
        kind: 'call',
        subject: 'A call',
        instanceId: ids.sales?.[n],
        at: '2026-01-02T03:04:05Z',
      });
    }
    return ids;
  }

  async function asked(role: string): Promise<Asked> {
    const dir = scratchDir();
    const [document, junit] = [join(dir, 'openapi.json'), join(dir, 'report.xml')];
    const share =
      role === 'everything' || EXAMPLES ? { of: 1, nth: 0 } : { of: ROLES.length, nth: ASKERS.indexOf(role) };
    writeFileSync(document, JSON.stringify(documentWith(createOpenApi('1'), ids, LEFT_OUT, share)));
    const settings = join(dir, 'schemathesis.toml');
    writeFileSync(settings, SETTINGS);
    const token = await api.token(people[role] ?? '');
    const given = [
      ...[
        '--config-file',
        settings,
        'run',
        document,
        '--url',
        `${api.url}/api/v1`,
        '-H',
        `Authorization: Bearer ${token}`,
      ],
      ...['--checks', CHECKS.join(), '--phases', 'fuzzing', '-n', EXAMPLES ?? '1', '--workers', '1', '--no-color'],
      ...['--generation-deterministic', '--no-shrink', '--request-timeout', '60'],
      ...['--suppress-health-check', 'all', '--warnings', 'off', '--continue-on-failure'],
      ...['--report', 'junit', '--report-junit-path', junit],
    ];
    const ran = promisify(execFile)(join(environment.bin, 'schemathesis'), given, {
      maxBuffer: 1 << 28,
      timeout: RUN_MS,
    });
    const { code, stdout } = await ran.then(
      (result) => ({ ...result, code: 0 }),
      (error: { code: number; stdout: string }) => error,
    );
    if (process.env.SCHEMATHESIS_OUT) writeFileSync(join(process.env.SCHEMATHESIS_OUT, `${role}.txt`), stdout);
    const failures = [
      ...readFileSync(junit, 'utf8').matchAll(
        /<testcase name="([^"]+)"[^>]*>\s*<(?:failure|error)[^>]*message="([^"]*)"/g,
      ),
    ];
    return { code, said: stdout.slice(-2000), failures: failures.map(([, name, message]) => `${name}: ${message}`) };
  }

  it.each(ASKERS)(
    'is kept by every answer to %s',
    async (role) => {
      const { code, said, failures } = await asked(role);
      expect([role, failures]).toEqual([role, []]);
      expect([code, said]).toEqual([0, expect.stringMatching(/\d+ generated/)]);
    },
    RUN_MS,
  );
});
