/**
 * A value inside the guest. The functions of this folder are never called here: their text is evaluated inside the machine, where any value
 * of a program may occur, so the compiler cannot check them.
 */
export type GuestValue = ReturnType<typeof JSON.parse>
