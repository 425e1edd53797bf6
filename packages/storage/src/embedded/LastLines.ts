/** Lines that are kept, and characters of each. */
const maximum = { lines: 5, characters: 300 }

/** PostgreSQL's lines of its own end: one line each, without a statement or a value. */
const isLast = (line: string): boolean => /^(?:FATAL|PANIC): /.test(line)

/**
 * The last lines that PostgreSQL wrote, for error messages. Until it takes connections, all lines count. After that only those of its own
 * end: what it says then could contain what belongs to a person.
 */
export class LastLines {
  private kept: ReadonlyArray<string> = []
  private isOpen = false

  add(line: string): void {
    if (line.trim() === "" || (this.isOpen && !isLast(line))) return
    this.kept = [...this.kept, line.slice(0, maximum.characters)].slice(-maximum.lines)
  }

  /** It takes connections from now on. */
  open(): void {
    this.isOpen = true
    this.kept = []
  }

  /** The lines as one text, those of PostgreSQL's own end alone if there are any. */
  get text(): string {
    const last = this.kept.filter(isLast)
    return (last.length > 0 ? last : this.kept).join(" ")
  }
}
