// What `import SkysortEngine` brings: graph and training, and the values their interfaces speak in.
@_exported public import Engine
@_exported public import Files
@_exported public import Learning
@_exported public import Settings
