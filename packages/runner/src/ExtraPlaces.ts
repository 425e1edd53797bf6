/** How many things the pools of a machine may keep waiting beyond the first ones of each: each container that waits has memory of its own. */
export class ExtraPlaces {
  private left: number

  constructor(count: number) {
    this.left = count
  }

  /** Takes a place, if there is one. */
  take(): boolean {
    if (this.left === 0) return false
    this.left -= 1
    return true
  }

  give(count: number): void {
    this.left += count
  }
}
