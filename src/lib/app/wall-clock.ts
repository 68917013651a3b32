/** The device's own clock, for what is said about time on the screen. What is recorded gets its time from the data worker. */
export function wallClock(): Date {
  return new Date();
}
