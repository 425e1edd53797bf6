{
  description = "Glissade: event-driven remote code execution in TypeScript";

  inputs.nixpkgs.url = "github:NixOS/nixpkgs/nixos-unstable";

  outputs = { self, nixpkgs }:
    let
      systems = [ "x86_64-linux" "aarch64-linux" "x86_64-darwin" "aarch64-darwin" ];
      forAllSystems = nixpkgs.lib.genAttrs systems;
    in
    {
      devShells = forAllSystems (system:
        let
          pkgs = nixpkgs.legacyPackages.${system};
          linuxOnly = if builtins.match ".*-linux" system != null then [ pkgs.chromium pkgs.bubblewrap ] else [ ];
        in
        {
          default = pkgs.mkShell {
            packages = [ pkgs.nodejs_24 pkgs.opentofu pkgs.python3 ] ++ linuxOnly;
          };
        });
    };
}
