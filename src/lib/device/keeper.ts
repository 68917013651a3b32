/** A worker that keeps the locks of shift PINs while data workers come and go. Started when the first PIN is chosen. */
import { sayThatIAnswer } from './answers';
import { ShiftPins } from './shift-pins';

new ShiftPins({ keeps: true, now: () => Date.now() });
sayThatIAnswer(navigator.locks);
// From here on it hears what is told.
postMessage('ready');
