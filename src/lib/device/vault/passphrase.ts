/** Which passphrases are accepted when a vault is made. The clinician chooses; we only refuse what would be no lock. */
const SHORTEST = 8;

/** Why a passphrase is too weak, in words; undefined when it will do. */
export function findWeakness(passphrase: string): string | undefined {
  const { length } = passphrase.trim();
  if (length < SHORTEST)
    return `Use at least ${SHORTEST} characters. Three words that you will remember are best.`;
  if (new Set(passphrase.toLowerCase()).size < 4)
    return 'It repeats the same few characters. Try three words.';
  if (/^(?:password|passphrase|letmein|welcome|qwerty|12345)/i.test(passphrase) && length < 16) {
    return 'It is one of the first that a thief would try. Try three words.';
  }
  return undefined;
}
