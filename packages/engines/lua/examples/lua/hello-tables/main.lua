local squares = {}
for n = 1, 5 do
  squares[n] = n * n
  print(n .. " squared is " .. squares[n])
end
print("the sum is " .. squares[1] + squares[2] + squares[3] + squares[4] + squares[5])
