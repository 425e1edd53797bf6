for (let n = 1; n <= 5; n++) {
  console.log(`${n} squared is ${n * n}`)
  await new Promise((resolve) => setTimeout(resolve, 200))
}
