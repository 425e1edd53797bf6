import type { ExecutionResult } from "@glissade/protocol/ExecutionResult"

type Picture = NonNullable<ExecutionResult["artifacts"]>[number]

const dataUrl = ({ data, mediaType }: Picture) => `data:${mediaType};base64,${data}`

/** Pictures that a program left. In an `<img>` an SVG runs no scripts and loads nothing. */
export const Pictures = ({ pictures }: { readonly pictures: ReadonlyArray<Picture> }) => (
  <section class="pictures" aria-labelledby="pictures-heading">
    <h3 id="pictures-heading">Pictures</h3>
    <div class="picture-list" role="group" tabIndex={0} aria-labelledby="pictures-heading">
      {pictures.map((picture) => (
        <figure key={picture.name}>
          <img src={dataUrl(picture)} alt={`The picture ${picture.name}, made by the program`} />
          <figcaption>
            {picture.name}{" "}
            <a href={dataUrl(picture)} download={picture.name.replace(/.*\//, "")}>
              Download<span class="visually-hidden"> {picture.name}</span>
            </a>
          </figcaption>
        </figure>
      ))}
    </div>
  </section>
)
