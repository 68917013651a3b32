/** The part of leveldown that the embedded store stands on; the package ships no types. */
declare module 'leveldown' {
  type Done = (error?: Error | null) => void;

  export interface LevelOperation {
    type: 'put';
    key: Buffer;
    value: Buffer;
  }

  export interface LevelDown {
    _batch(operations: unknown, options: { sync?: boolean }, callback: Done): void;
    open(options: { createIfMissing?: boolean; errorIfExists?: boolean }, callback: Done): void;
    batch(operations: LevelOperation[], options: { sync?: boolean }, callback: Done): void;
    close(callback: Done): void;
    /** Everything as it is at this instant, in the order of the keys; ended when the loop ends. */
    iterator(options: object): AsyncIterable<[key: Buffer, value: Buffer]>;
  }
  export default function leveldown(location: string): LevelDown;
}
