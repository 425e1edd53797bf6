export const {
  describe,
  xdescribe,
  test,
  it,
  xtest,
  xit,
  expect,
  jest,
  vi,
  beforeEach,
  afterEach,
  beforeAll,
  afterAll
} = globalThis
