const KEY = 'doorstep-someone-in-the-room';

/** "Someone is in the room": while it is on, the screen is as if there were no sealed notes. Kept over a reload. */
export class Discreet {
  on = $state(read());

  set(on: boolean): void {
    this.on = on;
    try {
      if (on) localStorage.setItem(KEY, 'on');
      else localStorage.removeItem(KEY);
    } catch {
      // Without storage it holds until the page is loaded again.
    }
  }
}

function read(): boolean {
  try {
    return localStorage.getItem(KEY) === 'on';
  } catch {
    return false;
  }
}
