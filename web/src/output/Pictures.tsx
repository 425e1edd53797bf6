import type { ExecutionResult } from "@glissade/protocol/ExecutionResult"
import { shownName } from "../shownName.ts"

type Picture = NonNullable<ExecutionResult["artifacts"]>[number]

const dataUrl = ({ data, mediaType }: Picture) => `data:${mediaType};base64,${data}`

/** A program's pictures. In an `<img>` an SVG runs no scripts and loads nothing. */
export const Pictures = ({ pictures }: { readonly pictures: ReadonlyArray<Picture> }) => (
  <section class="pictures" aria-labelledby="pictures-heading">
    <h3 id="pictures-heading">Pictures</h3>
    <div class="picture-list" role="group" tabIndex={0} aria-labelledby="pictures-heading">
      {pictures.map((picture) => {
        const name = shownName(picture.name)
        return (
          <figure key={picture.name}>
            <img src={dataUrl(picture)} alt={`The picture ${name}, made by the program`} />
            <figcaption>
              {name}{" "}
              <a href={dataUrl(picture)} download={name.replace(/.*\//, "")}>
                Download<span class="visually-hidden"> {name}</span>
              </a>
            </figcaption>
          </figure>
        )
      })}
    </div>
  </section>
)
