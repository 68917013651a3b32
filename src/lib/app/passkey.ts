/**
 * Passkeys, asked on the page since workers have no WebAuthn. What the authenticator answers to a salt (the PRF extension)
 * goes to the data worker, which makes a key of it; here it is forgotten. No server takes part: it works with no network.
 */
import type { PasskeyRef } from '../device/api';
import { decodeBase64url, encodeBase64url } from '../record/base64';

type NotAnswered =
  /** The person stopped it, or showed nothing in time. */
  | { kind: 'stopped' }
  /** This browser, or the authenticator, has no PRF. */
  | { kind: 'unable' };
export type PasskeyAnswer = { kind: 'answered'; secret: Uint8Array<ArrayBuffer> } | NotAnswered;
export type PasskeyMade =
  { kind: 'made'; passkey: PasskeyRef; secret: Uint8Array<ArrayBuffer> } | NotAnswered;

/** Whether it is worth offering; what the authenticator can do is known only when it was asked. */
export function hasPasskeys(): boolean {
  return 'PublicKeyCredential' in globalThis;
}

/** Makes a passkey for this user, in place of one that this authenticator had for them. */
export async function makePasskey(user: { id: string; name: string }): Promise<PasskeyMade> {
  const salt = random();
  const handle = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(`doorstep ${user.id}`));
  const made = await settled(
    navigator.credentials.create({
      publicKey: {
        rp: { name: 'Doorstep' },
        user: { id: handle, name: user.name, displayName: user.name },
        challenge: random(),
        pubKeyCredParams: [-7, -257].map((alg) => ({ type: 'public-key', alg })),
        authenticatorSelection: { residentKey: 'preferred', userVerification: 'required' },
        extensions: { prf: { eval: { first: salt } } },
      },
    }),
  );
  if (!(made instanceof PublicKeyCredential)) return made;
  const { prf } = made.getClientExtensionResults();
  if (prf?.enabled !== true) return { kind: 'unable' };
  const { response } = made;
  const transports = response instanceof AuthenticatorAttestationResponse ? response.getTransports() : [];
  const passkey = {
    id: encodeBase64url(new Uint8Array(made.rawId)),
    transports,
    salt: encodeBase64url(salt),
  };
  // Not every authenticator answers while it makes the passkey.
  const answer = prf.results ? answerOf(made) : await askPasskey(passkey);
  return answer.kind === 'answered' ? { kind: 'made', passkey, secret: answer.secret } : answer;
}

/** What this passkey's authenticator answers, after it has made sure who asks. */
export async function askPasskey({ id, transports, salt }: PasskeyRef): Promise<PasskeyAnswer> {
  const given = await settled(
    navigator.credentials.get({
      publicKey: {
        challenge: random(),
        allowCredentials: [
          {
            type: 'public-key',
            id: decodeBase64url(id),
            transports: transports as AuthenticatorTransport[],
          },
        ],
        userVerification: 'required',
        extensions: { prf: { eval: { first: decodeBase64url(salt) } } },
      },
    }),
  );
  return given instanceof PublicKeyCredential ? answerOf(given) : given;
}

function answerOf(credential: PublicKeyCredential): PasskeyAnswer {
  const first = credential.getClientExtensionResults().prf?.results?.first;
  if (!(first instanceof ArrayBuffer)) return { kind: 'unable' };
  return { kind: 'answered', secret: new Uint8Array(first) };
}

/** WebAuthn says by an exception that a person stopped it, and much else. */
async function settled(asking: Promise<Credential | null>): Promise<PublicKeyCredential | NotAnswered> {
  try {
    const answer = await asking;
    return answer instanceof PublicKeyCredential ? answer : { kind: 'unable' };
  } catch (error) {
    if (!(error instanceof DOMException)) throw error;
    return { kind: ['NotAllowedError', 'AbortError'].includes(error.name) ? 'stopped' : 'unable' };
  }
}

function random(): Uint8Array<ArrayBuffer> {
  return crypto.getRandomValues(new Uint8Array(32));
}
