// The desk's comforts. Every page works without them.
import { showAlike } from "./desk/alike.js"
import { countTicks } from "./desk/bulk.js"
import { countSearches } from "./desk/counts.js"
import { coverPhotos } from "./desk/cover.js"
import { keepListFresh } from "./desk/fresh.js"
import { closeGlimpses } from "./desk/glimpse.js"
import { goOn } from "./desk/goon.js"
import { walkByKeys } from "./desk/keys.js"
import { keepMinutes } from "./desk/minutes.js"
import { offerNames } from "./desk/mention.js"
import { panelInSight } from "./desk/panel.js"
import { pickUnits } from "./desk/pick.js"
import { suggestPlaces } from "./desk/places.js"
import { showWhereOneIs } from "./desk/strips.js"
import { suggestTags } from "./desk/tags.js"
import { insertTexts } from "./desk/texts.js"
import { openPhotoBoxes } from "./ui/strip.js"
import { askWhy } from "./desk/why.js"

showWhereOneIs()
keepListFresh()
panelInSight()
walkByKeys()
goOn()
pickUnits()
askWhy()
suggestPlaces()
openPhotoBoxes()
showAlike()
coverPhotos()
closeGlimpses()
countTicks()
insertTexts()
suggestTags()
offerNames()
keepMinutes()
countSearches()
