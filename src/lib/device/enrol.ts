/** A vault and the server make each other's acquaintance: whose it is, its journal, and the keys on both sides. */
import { signerOf } from '../record/lease/signed';
import type { CreateVaultOutcome } from './api';
import { errorName } from './error-name';
import { userHashOf } from './opaque';
import type { Surroundings } from './surroundings';
import type { Failure } from './sync/failure';
import { chooseKdf } from './vault/derive';
import { makeVaultPair } from './vault/keys';
import type { OpenVault } from './vault/open-vault';
import { findWeakness } from './vault/passphrase';

/** Open vaults whose server has been asked what it signs with: an older one does not know. */
const asked = new WeakSet<OpenVault>();

const NOTHING_STORED =
  'This browser stores nothing here at the moment. Don’t clear its data: what was not sent yet may stand there. Close Doorstep and open it again: it then looks for that, and says how to go on.';

type NotMade = Exclude<CreateVaultOutcome, { kind: 'open' }>;

/** Makes a vault for whoever is signed in, and registers it. */
export async function registerVault(
  passphrase: string,
  {
    server,
    vaults,
    enrolments,
    appVersion,
  }: Pick<Surroundings, 'server' | 'vaults' | 'enrolments' | 'appVersion'>,
): Promise<{ kind: 'made'; vault: OpenVault } | NotMade> {
  const weakness = findWeakness(passphrase);
  if (weakness !== undefined) return { kind: 'weak', reason: weakness };
  const making = makeVaultPair();
  const answer = await server.session();
  if (answer.kind !== 'session') return notMade(answer);
  const { user, demo } = answer.session;
  if (await vaults.has(user.id)) return { kind: 'exists' };

  const deviceId = await enrolments.deviceId(await vaults.findDeviceId()).catch(notStored);
  if (typeof deviceId !== 'string') return deviceId;
  // What the server is told and asked needs nothing of the passphrase: it answers while the lock is made.
  const pair = await making;
  const vaultKey = pair.publicKey;
  const registering = server.register({ deviceId, vaultKey, appVersion, proofs: { vouched: [] } });
  const kdf = await chooseKdf(() => performance.now());
  const registered = await registering;
  if (registered.kind !== 'registered') return notMade(registered);
  const { registration } = registered;
  const { journalBase, credential } = registration;
  server.askAhead(credential);
  const made = await vaults.make(user.id, deviceId, passphrase, { pair, kdf });
  try {
    await enrolments.save({ journalBase, credential, deviceId, userHash: await userHashOf(user.id) });
    return { kind: 'made', vault: await vaults.keep(user, demo, made, registration) };
  } catch (error) {
    // Nobody takes what was asked for.
    server.actAs(undefined);
    return notStored(error);
  }
}

function notStored(error: unknown): NotMade {
  console.error('The vault could not be stored', errorName(error));
  return { kind: 'failed', reason: NOTHING_STORED };
}

/**
 * A vault from before devices had credentials, or before leases were signed, is given what it lacks, and says which
 * entries were written before entries carried proofs. Otherwise it only says from whom its requests come. To be called before a round of sync.
 * `anew`: the server does not know this device any more, as one that was restored from an older backup.
 */
export async function ensureEnrolled(
  vault: OpenVault,
  { unproven, anew }: { unproven: () => readonly string[]; anew: boolean },
  {
    server,
    vaults,
    enrolments,
    appVersion,
  }: Pick<Surroundings, 'server' | 'vaults' | 'enrolments' | 'appVersion'>,
): Promise<{ kind: 'enrolled' } | Failure> {
  const { journalBase, deviceId, publicKey: vaultKey, userHash } = vault;
  const known = await enrolments.find(journalBase);
  server.actAs(known?.credential);
  if (known && !anew && (signerOf(vault.serverKey) || asked.has(vault))) return { kind: 'enrolled' };
  asked.add(vault);
  const answer = await server.session();
  if (answer.kind !== 'session') return answer;
  // Somebody else is signed in: this vault can't be enrolled for them.
  if (answer.session.user.id !== vault.user.id) return { kind: 'signed-out' };
  const proofs = { vouched: [...unproven()] };
  const registered = await server.register({ deviceId, vaultKey, appVersion, proofs });
  if (registered.kind !== 'registered') return registered;
  // Another journal would mean that this is another server: its key is not known either, and that is told.
  if (registered.registration.journalBase !== journalBase) return { kind: 'enrolled' };
  const { credential, serverKey } = registered.registration;
  // Another key is taken only by a person's decision.
  if (serverKey.kid === vault.serverKey.kid && signerOf(serverKey)) await vaults.update(vault, { serverKey });
  await enrolments.save({ journalBase, credential, deviceId, userHash });
  server.actAs(credential);
  return { kind: 'enrolled' };
}

/** Takes the server's present key as the one to seal for. Only by a person's decision. */
export async function trustServerKey(
  vault: OpenVault,
  { server, vaults, appVersion }: Pick<Surroundings, 'server' | 'vaults' | 'appVersion'>,
): Promise<'trusted' | 'offline' | 'signed-out' | 'failed'> {
  const { deviceId, publicKey } = vault;
  const answer = await server.register({ deviceId, vaultKey: publicKey, appVersion });
  if (answer.kind === 'offline' || answer.kind === 'signed-out') return answer.kind;
  // Another journal would mean that this is another server, or that it takes us for somebody else.
  if (answer.kind !== 'registered' || answer.registration.journalBase !== vault.journalBase) return 'failed';
  await vaults.update(vault, { serverKey: answer.registration.serverKey });
  return 'trusted';
}

function notMade(failure: Failure): NotMade {
  switch (failure.kind) {
    case 'offline':
    case 'signed-out':
      return failure;
    case 'captive-portal':
      return { kind: 'failed', reason: 'This Wi-Fi wants you to sign in to it first. Then try again.' };
    case 'lost':
      return { kind: 'failed', reason: 'This device was reported lost. Call your IT help desk.' };
    case 'server-error':
      return { kind: 'failed', reason: 'The server has a problem. Try again in a while.' };
  }
}
