// The desk's comforts. Every page works without them.
import { keepListFresh } from "./desk/fresh.js"
import { walkByKeys } from "./desk/keys.js"
import { narrowTables } from "./desk/narrow.js"
import { suggestPlaces } from "./desk/places.js"
import { openPhotoBoxes } from "./ui/strip.js"

keepListFresh()
walkByKeys()
narrowTables()
suggestPlaces()
openPhotoBoxes()
