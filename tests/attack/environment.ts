/** Stands in for `$app/environment`. */
export const building = false;
export const dev = false;
export const version = 'attacked';
