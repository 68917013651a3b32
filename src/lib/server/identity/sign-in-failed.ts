/** What a person sees whose sign-in did not work: why, and what to do next. */
import { DEMO_BANNER, PAGE_HEADERS, htmlPage } from './page';
import type { SignInFailure } from './relying-party';

export type SignInRefusal = SignInFailure | 'expired' | 'unknown-user' | 'other-role';

const WORDS: Record<SignInRefusal, string> = {
  unavailable: 'The sign-in service can’t be reached. Wait a minute, then try again.',
  denied: 'The sign-in service did not let you in, or you stopped it.',
  invalid: 'The answer of the sign-in service did not fit. Start again.',
  expired: 'It took too long, or this page was opened a second time. Start again.',
  'unknown-user': 'You are known to the sign-in service, but not here. Ask your team lead to have you added.',
  'other-role':
    'You signed in with a role that is not yours here. Choose the other role, or ask your team lead.',
};

const STATUS: Record<SignInRefusal, number> = {
  unavailable: 503,
  denied: 403,
  invalid: 400,
  expired: 400,
  'unknown-user': 403,
  'other-role': 403,
};

/** The page, with the status that goes with it. */
export function signInFailedPage(reason: SignInRefusal, demo: boolean): { status: number; html: string } {
  const main = `<p role="alert">${WORDS[reason]}</p>
<p>What you wrote is safe on your device, and you can go on working there without signing in.</p>
<a class="button" href="/sign-in">Try again</a>
<a class="button" href="/">Back to Doorstep</a>`;
  return {
    status: STATUS[reason],
    html: htmlPage({ title: 'You are not signed in', banner: demo ? DEMO_BANNER : '', main }),
  };
}

export function signInFailed(reason: SignInRefusal, demo: boolean): Response {
  const { status, html } = signInFailedPage(reason, demo);
  return new Response(html, { status, headers: PAGE_HEADERS });
}
