/** Whether this machine's keyboard has ⌘ where others have Ctrl. */
const isApple = /mac|iphone|ipad/i.test(navigator.platform)

/** What the key beside the space bar that commands are given with is called. */
export const commandKey: string = isApple ? "⌘" : "Ctrl"
