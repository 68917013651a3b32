/** A script of the data worker with strict durability taken out: a save is then said before it is on the disk. */
const STRICT = /(durability|chromeTransactionDurability):`strict`/gi;
/** Of the log's file. */
const FLUSH = /\.flush\(\)/g;

export function relax(script: string): string {
  return script.replaceAll(STRICT, '$1:`relaxed`').replaceAll(FLUSH, '.getSize()');
}
