module.exports = { performance: globalThis.performance, constants: {} }
