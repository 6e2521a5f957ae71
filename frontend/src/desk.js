// The desk's comforts. Every page works without them.
import { keepListFresh } from "./desk/fresh.js"
import { walkByKeys } from "./desk/keys.js"
import { narrowTables } from "./desk/narrow.js"
import { suggestPlaces } from "./desk/places.js"

keepListFresh()
walkByKeys()
narrowTables()
suggestPlaces()
