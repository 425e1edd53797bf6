/**
 * A value of the guest's world. The functions of this folder are never called here: their text is evaluated inside the
 * machine, where everything a program made may turn up, so the compiler has nothing to say about it.
 */
export type GuestValue = ReturnType<typeof JSON.parse>
