import type { Failure } from './failure';

/** `packed`: as `packed-lines.ts` has it; a server of before there was that answers in plain lines. */
export type PacksAnswer =
  | {
      kind: 'stream';
      body: ReadableStream<Uint8Array<ArrayBuffer>>;
      packed: boolean;
      /** It was asked for before, for the caseload as it was then: of what is wanted, something may be missing. */
      ahead?: true;
    }
  | Failure;
