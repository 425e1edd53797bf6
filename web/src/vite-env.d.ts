interface ImportMetaEnv {
  readonly VITE_API_URL?: string
  readonly VITE_WEBSOCKET_URL?: string
}
