// What `import Skysort` brings: tables, images, models, tasks, and the values their interfaces
// speak in.
@_exported public import Evaluation
@_exported public import FITS
@_exported public import Files
@_exported public import Images
@_exported public import Latent
@_exported public import Models
@_exported public import Preprocessing
@_exported public import Reports
@_exported public import Settings
@_exported public import Simulation
@_exported public import Sky
@_exported public import SkysortEngine
@_exported public import Tables
@_exported public import Tasks
