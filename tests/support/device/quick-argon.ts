/** Stands in for hash-wasm where a test is not about Argon2id, which takes seconds a try on a busy machine. */
export async function argon2id({
  password,
  salt,
}: {
  password: string;
  salt: Uint8Array;
}): Promise<Uint8Array> {
  const text = new TextEncoder().encode(`${password} ${salt.join()}`);
  return new Uint8Array(await crypto.subtle.digest('SHA-256', text));
}
