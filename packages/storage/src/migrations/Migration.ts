/** One step of the schema. Once released it is never changed: the database remembers its hash. */
export interface Migration {
  /** Counted from 1, without gaps. */
  readonly id: number
  readonly name: string
  /** Run one after another in one transaction. The release before must work on the result. */
  readonly statements: ReadonlyArray<string>
}
