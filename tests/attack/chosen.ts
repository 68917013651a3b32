/** Which rule is taken away at present. What `bundle.ts` made of the files with such rules listens here. */
type Listener = (mutant: string | undefined) => boolean;

const listeners: Listener[] = [];

/** `listener` says whether the mutant is one of its own. */
export function onChoice(listener: Listener): void {
  listeners.push(listener);
}

/** Takes this one away and puts every other one back; undefined for the code as it is. */
export function choose(mutant: string | undefined): void {
  const taken = listeners.map((listener) => listener(mutant)).filter(Boolean).length;
  if (taken !== (mutant === undefined ? 0 : 1)) throw new Error(`“${mutant}” changed nothing`);
}
