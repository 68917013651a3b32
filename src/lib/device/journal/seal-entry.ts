/** How an entry is closed for the server and its author, and what of a journal its author can open again. */
import * as v from 'valibot';
import { EntrySchema, type Entry } from '../../record/entry';
import type { EntryDoc, ReceiptDoc } from '../../record/journal-docs';
import { agreementKey, proofKey, proofOf } from '../../record/proof';
import { ReceiptDetailSchema, type ReceiptDetail } from '../../record/receipt';
import { openSealed, sealHash, sealJson } from '../../record/seal';
import { openingKeyOf, type OpenVault } from '../vault/open-vault';

export async function sealEntry(
  entry: Entry,
  aad: string,
  vault: OpenVault,
): Promise<Pick<EntryDoc, 'sealed' | 'proof'>> {
  const [sealed, key] = await Promise.all([
    sealJson(entry, aad, [vault.serverKey, vault.publicKey]),
    proofKeyOf(vault),
  ]);
  return { sealed, proof: await proofOf(await sealHash(sealed), key) };
}

const proofKeys = new WeakMap<CryptoKey, { kid: string; key: Promise<CryptoKey> }>();

/** Made once for a vault and the server's key of the time. */
function proofKeyOf({ serverKey, privateKey }: OpenVault): Promise<CryptoKey> {
  const known = proofKeys.get(privateKey);
  if (known?.kid === serverKey.kid) return known.key;
  const key = agreementKey(serverKey).then((other) => proofKey(privateKey, other));
  proofKeys.set(privateKey, { kid: serverKey.kid, key });
  return key;
}

/** Undefined when it can't be opened, or is no entry that this app knows. */
export async function openEntryDoc(doc: EntryDoc, vault: OpenVault): Promise<Entry | undefined> {
  const opened = await openSealed(doc.sealed, doc._id, [openingKeyOf(vault)]);
  const parsed = opened.kind === 'opened' ? v.safeParse(EntrySchema, opened.value) : undefined;
  return parsed?.success ? parsed.output : undefined;
}

/** What a receipt says to its author alone. */
export async function openDetail(receipt: ReceiptDoc, vault: OpenVault): Promise<ReceiptDetail | undefined> {
  if (!receipt.sealed) return undefined;
  const opened = await openSealed(receipt.sealed, receipt._id, [openingKeyOf(vault)]);
  const parsed = opened.kind === 'opened' ? v.safeParse(ReceiptDetailSchema, opened.value) : undefined;
  return parsed?.success ? parsed.output : undefined;
}
