const nothing = (): void => {};
const child = { inc: nothing, dec: nothing, set: nothing, observe: nothing };

/** Stands in for the recorder of a metric that the user filtered out. */
export const silentRecorder = { ...child, bind: () => child, remove: nothing, clear: nothing };
