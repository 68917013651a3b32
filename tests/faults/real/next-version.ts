/**
 * The version after this one, as far as its databases go: each of Dexie's has a new index, and every row is
 * written anew, several times over, as if there were many.
 * Made from the built worker, for the test; it tells by a request when an upgrade begins.
 */
/** What is asked for when a database is upgraded to a version: `table` is one of its own. */
export function upgradePath(version: number, table = ''): string {
  return `/health?upgrading-to=${version}&${table}`;
}

const STORES = /([\w.#$]+)\.version\(\d+\)\.stores\(\{([^}]*)\}\)/g;
const PASSES = 30;
/** Dexie's own, in browsers that can't name their databases. */
const DEXIES_OWN = 'dbnames';

/** Makes a script one of database version `version`; higher than any that the profile has seen. */
export function nextVersion(version: number): (script: string) => string {
  return (script) =>
    script.replaceAll(STORES, (plain: string, dexie: string, stores: string) => {
      if (stores.startsWith(DEXIES_OWN)) return plain;
      const tables = [...stores.matchAll(/(\w+):`([^`]*)`/g)].map(([, table = '', keys = '']) => ({
        table,
        keys,
      }));
      const newer = tables.map(({ table, keys }) => `${table}:\`${keys}, v${version}\``).join();
      const rewrite = tables.map(
        // A row under a checksum is put as it is: who changed it would write the sum anew too.
        ({ table }) =>
          `await t.table('${table}').toCollection().modify(row => { if (!row.checksum) row.v${version} = i })`,
      );
      const upgrade = `fetch('${upgradePath(version, tables[0]?.table)}');
      for (let i = 0; i < ${PASSES}; i++) { ${rewrite.join(';')} }`;
      return `${plain},${dexie}.version(${version}).stores({${newer}}).upgrade(async t => { ${upgrade} })`;
    });
}
