/** Loaded before a server (`node --import`): its clock goes right, but `SHIFT_CLOCK_MS` away from this machine's. */
import { ServerResponse } from 'node:http';

const shift = Number(process.env.SHIFT_CLOCK_MS);
const RealDate = Date;

globalThis.Date = class extends RealDate {
  constructor(...parts) {
    if (parts.length === 0) super(RealDate.now() + shift);
    else super(...parts);
  }

  static now() {
    return RealDate.now() + shift;
  }
};

// Node writes the Date header by its own clock; browsers set the end of a cookie's life right by it.
const { writeHead } = ServerResponse.prototype;
ServerResponse.prototype.writeHead = function (...parts) {
  if (!this.headersSent) this.setHeader('date', new Date().toUTCString());
  return writeHead.apply(this, parts);
};
