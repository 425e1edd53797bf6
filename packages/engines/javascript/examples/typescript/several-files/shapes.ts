export interface Circle {
  readonly radius: number
}

export const area = ({ radius }: Circle): number => Math.PI * radius ** 2
