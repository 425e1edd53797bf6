module.exports = prelude.process
