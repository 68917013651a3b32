/** Which way imports may point. The reasons stand in docs/architecture.md. */
/** @param {string} name @param {string} from @param {string} to @param {string} comment @param {string} [except] */
const forbid = (name, from, to, comment, except) => ({
  name,
  comment,
  severity: 'error',
  from: { path: from, ...(except ? { pathNot: except } : {}) },
  to: { path: to },
});
const LIB = '^src/lib';
const TESTS = '\\.test\\.ts$';

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    forbid('clinical-alone', `${LIB}/clinical`, `${LIB}/(?!clinical)`, 'clinical imports nothing of ours'),
    forbid('record-low', `${LIB}/record`, `${LIB}/(?!record|clinical)`, 'record imports only clinical'),
    forbid(
      'device-low',
      `${LIB}/device`,
      `${LIB}/(app|ui|server)`,
      'device imports only record and clinical',
    ),
    forbid(
      'server-low',
      `${LIB}/server`,
      `${LIB}/(app|ui|device)`,
      'server imports only record and clinical',
    ),
    {
      name: 'app-api-only',
      comment: 'the page knows the worker by its api, types only; it may start worker.ts by address',
      severity: 'error',
      from: { path: `${LIB}/app` },
      to: { path: `${LIB}/(device/(?!api\\.ts)|ui|server)` },
    },
    forbid(
      'ui-presents',
      `${LIB}/ui`,
      `${LIB}/(?!ui|record|clinical)`,
      'components present; they do not fetch',
    ),
    forbid(
      'server-stays',
      '^src',
      `${LIB}/server`,
      'only endpoints, *.server.ts, hooks and the command line reach the server',
      `${LIB}/server|\\+server\\.ts$|\\.server\\.ts$|^src/hooks\\.server\\.ts$|^src/cli|^src/app\\.d\\.ts$`,
    ),
    forbid('dexie-in-device', '^src', 'node_modules/dexie', 'Dexie only under device', `${LIB}/device`),
    forbid(
      'pouchdb-in-places',
      '^src',
      'node_modules/(@types/)?pouchdb',
      'PouchDB only in device/journal, the service worker and the server',
      `${LIB}/device/journal|^src/service-worker|${LIB}/server`,
    ),
    forbid(
      'comlink-at-the-border',
      '^src',
      'node_modules/comlink',
      'Comlink only in device/data-worker.ts and app',
      `${LIB}/device/data-worker\\.ts|${LIB}/app`,
    ),
    forbid('no-tests-from-code', '^src', TESTS, 'code does not import tests', TESTS),
    {
      name: 'no-dev-dependency',
      severity: 'error',
      from: { path: '^src', pathNot: `${TESTS}|^src/cli` },
      to: {
        dependencyTypes: ['npm-dev'],
        dependencyTypesNot: ['type-only'],
        pathNot: 'node_modules/(@types|@sveltejs|svelte|nhsuk-frontend)',
      },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: { conditionNames: ['svelte', 'import', 'types', 'default'] },
  },
};
