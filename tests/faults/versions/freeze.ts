/** `npm run faults:freeze`: keeps what this code stores as a new version, for every later one to open. */
import { openTestStore } from '../../support/stores';
import { freeze, frozenVersions, writeFrozen } from './frozen';

const version = (frozenVersions().at(-1) ?? 0) + 1;
const store = await openTestStore();
writeFrozen(version, await freeze(store));
await store.close();
console.log(`Frozen as version ${version}.`);
process.exit(); // the locks and channels of a browser that is not there
