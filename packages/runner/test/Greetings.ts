/** Programs that ask for a name, as somebody writes them who has a terminal, by their language. */
export const greetings: Readonly<Record<string, string>> = {
  bash: 'printf "Name? "\nread name\necho "Hello, $name"',
  c: `#include <stdio.h>
int main(void) {
  char name[9];
  printf("Name? ");
  if (scanf("%8s", name) == 1) printf("Hello, %s\\n", name);
}`,
  cpp: `#include <iostream>
#include <string>
int main() {
  std::string name;
  std::cout << "Name? ";
  std::cin >> name;
  std::cout << "Hello, " << name << '\\n';
}`,
  fortran: `program main
  character(len=8) :: name
  write (*, "(A)", advance="no") "Name? "
  read (*, *) name
  write (*, "(A)") "Hello, " // trim(name)
end program`,
  go: `package main

import "fmt"

func main() {
  var name string
  fmt.Print("Name? ")
  fmt.Scanln(&name)
  fmt.Println("Hello, " + name)
}`,
  haskell: `main :: IO ()
main = do
  putStr "Name? "
  name <- getLine
  putStrLn ("Hello, " ++ name)`,
  java: `import java.util.Scanner;
public class Main {
  public static void main(String[] args) {
    System.out.print("Name? ");
    System.out.println("Hello, " + new Scanner(System.in).nextLine());
  }
}`,
  javascript: `const lines = require("readline").createInterface({ input: process.stdin, output: process.stdout })
lines.question("Name? ", (name) => { console.log("Hello, " + name); lines.close() })`,
  lua: 'io.write("Name? ")\nprint("Hello, " .. io.read())',
  ocaml: 'let () = print_string "Name? "; print_endline ("Hello, " ^ read_line ())',
  pascal: `program main;
var name: string;
begin
  write('Name? ');
  readln(name);
  writeln('Hello, ', name);
end.`,
  perl: 'print "Name? ";\nchomp(my $name = <STDIN>);\nprint "Hello, $name\\n";',
  php: '<?php\necho "Name? ";\n$name = trim(fgets(STDIN));\necho "Hello, $name\\n";',
  python: 'print("Hello, " + input("Name? "))',
  r: 'cat("Name? ")\nname <- readLines("stdin", n = 1)\ncat("Hello, ", name, "\\n", sep = "")',
  ruby: 'print "Name? "\nputs "Hello, #{gets.chomp}"',
  rust: `use std::io::{self, Write};
fn main() {
    let mut name = String::new();
    print!("Name? ");
    io::stdout().flush().unwrap();
    io::stdin().read_line(&mut name).unwrap();
    println!("Hello, {}", name.trim());
}`,
  tcl: 'puts -nonewline "Name? "\nputs "Hello, [gets stdin]"',
  typescript: `import { createInterface } from "node:readline/promises"
const lines = createInterface({ input: process.stdin, output: process.stdout })
const name: string = await lines.question("Name? ")
console.log("Hello, " + name)
lines.close()`
}
