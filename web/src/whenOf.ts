/** A moment in a list: the time of today's, the day of others. */
export const whenOf = (moment: string | number): string => {
  const at = new Date(moment)
  const isToday = at.toDateString() === new Date().toDateString()
  return isToday
    ? at.toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" })
    : at.toLocaleDateString([], { dateStyle: "medium" })
}
