/** Which way in which code is broken counts at present. What `with-mutants.ts` made of the files with such places listens here. */
type Listener = (mutant: string | undefined) => boolean;

const listeners: Listener[] = [];

/** `listener` says whether the mutant has a place in its file. */
export function onChoice(listener: Listener): void {
  listeners.push(listener);
}

/** Breaks the code in this one way and mends every other; undefined for the code as it is. */
export function choose(mutant: string | undefined): void {
  const files = listeners.map((listener) => listener(mutant)).filter(Boolean).length;
  if (mutant !== undefined && files === 0) throw new Error(`“${mutant}” changed nothing`);
}
