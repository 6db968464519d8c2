export interface FileSpec {
  readonly bytes?: number
  readonly seed?: number
  readonly text?: string
  readonly lfs?: boolean
}

export interface ModelSpec {
  readonly files: Readonly<Record<string, FileSpec>>
  readonly revision?: string
  readonly gated?: boolean
  readonly private?: boolean
  readonly branches?: Readonly<Record<string, string>>
}

export interface Faults {
  readonly resetAfterBytes?: number
  readonly resets?: number
  readonly tooMany?: number
  readonly retryAfterSeconds?: number
  readonly trouble?: number
  readonly expire?: number
  readonly stallAfterBytes?: number
  readonly damage?: boolean
  readonly move?: boolean
  readonly noRanges?: boolean
  readonly redirectTo?: string
}

export interface Served {
  readonly bytes: number
  readonly requests: number
  readonly files: Readonly<Record<string, number>>
  readonly byStatus: Readonly<Record<string, number>>
}

export interface Hub {
  readonly url: string
  readonly served: Served
  readonly models: ReadonlyMap<
    string,
    {
      readonly sha: string
      readonly files: ReadonlyMap<string, { readonly sha256: string; readonly bytes: number }>
    }
  >
  fail(faults: Faults): void
  close(): Promise<void>
}

export const smallModel: Readonly<Record<string, ModelSpec>>
export function contentAt(seed: number, from: number, to: number): Buffer
export function startHub(
  models: Readonly<Record<string, ModelSpec>>,
  options?: { readonly port?: number; readonly host?: string; readonly token?: string },
): Promise<Hub>
