// Generated from docs/openapi.json by `npm run client`; do not edit.

export interface paths {
    "/api/v1/ceilings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Index
         * @description Those that hold, by name; `inForce` is false where the release in force lacks the name.
         */
        get: operations["ceilings_index"];
        put?: never;
        /**
         * State
         * @description No answer is finer than this name from now on; what is shown follows at once.
         */
        post: operations["ceilings_state"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/ceilings/{ceiling_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Withdraw
         * @description It holds no longer; what is shown follows at once.
         */
        delete: operations["ceilings_withdraw"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/collections": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Index
         * @description By code, each with the release whose answers it shows.
         */
        get: operations["collections_index"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/collections/{code}/answers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Answers
         * @description The target that answers have to meet, the taxa that are expected, and how many tests a name needs.
         */
        get: operations["collections_answers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Ask
         * @description Change some of that; what the collection shows follows at once, whatever was answered before.
         */
        patch: operations["collections_ask"];
        trace?: never;
    };
    "/api/v1/collections/{code}/diff": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Diff
         * @description What another release would change: by default the newest, against the one that is shown.
         */
        get: operations["collections_diff"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/collections/{code}/report": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read
         * @description What came, what it is called and how sure that is, what people did; for members of the collection.
         */
        get: operations["reports_read"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/collections/{code}/report/blind": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Blind
         * @description Specimens that people named blind, beside the machine's name, one a line.
         */
        get: operations["reports_blind"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/collections/{code}/report/decisions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Decisions
         * @description What people said, one a line; not who, which only they and curators see.
         */
        get: operations["reports_decisions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/collections/{code}/report/levels": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Levels
         * @description How far each specimen that came is digitised (MIDS, a draft of TDWG), and what is missing.
         */
        get: operations["reports_levels"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/collections/{code}/report/pictures": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Pictures
         * @description Pictures that came, one a line.
         */
        get: operations["reports_pictures"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/collections/{code}/report/seconds": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Seconds
         * @description How long looks took that were measured, from short to long; not of which decision.
         */
        get: operations["reports_seconds"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/collections/{code}/report/table": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * As Table
         * @description The same as CSV: one figure a line, with the query that gives it again.
         */
        get: operations["reports_as_table"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/collections/{code}/shown": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Shown
         * @description Whose names the collection shows, its standing rule, and what was approved before.
         */
        get: operations["collections_shown"];
        put?: never;
        /**
         * Show
         * @description Approve a diff: from now on the collection shows this release's names. The way back is the same.
         */
        post: operations["collections_show"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/collections/{code}/shown/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Preview
         * @description What approving a part of the diff would change, name by name; nothing is written.
         */
        post: operations["collections_preview"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/collections/{code}/shown/rule": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Keep
         * @description Approve this part after every re-identification, without asking; it takes the place of the rule before.
         */
        put: operations["collections_keep"];
        post?: never;
        /**
         * Forget
         * @description From now on nothing is approved without asking; what was approved stays.
         */
        delete: operations["collections_forget"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/collections/{code}/withheld": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Withheld
         * @description Taxa of which strangers are told neither place nor day, and regulated ones on hold until confirmed.
         */
        get: operations["collections_withheld"];
        /**
         * Withhold
         * @description Replace these lists; one that is left out stays. What they withhold is withheld at once.
         */
        put: operations["collections_withhold"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Stream
         * @description Events of visible collections from now on, or after an outbox number. They hold keys only.
         *
         *     What the caller may see is asked again every 15 s; the stream ends where the key opens nothing more.
         */
        get: operations["events_stream"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/images": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Upload
         * @description Send one picture, as the body or as the one part of a form; the same one again, at any time, is the same image.
         *
         *     With `Prefer: wait=10` the answer comes in the same call (201, or 200 where the picture was
         *     there already); else, or where it takes longer, 202 and `Location` say where it will be.
         */
        post: operations["images_upload"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/images/{image_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read
         * @description One picture with the machine's answer on it.
         */
        get: operations["images_read"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/images/{image_id}/heat": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Heat
         * @description Where the network looked for a name in this picture. It is no diagnostic character.
         */
        get: operations["images_heat"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/images/{image_id}/regions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Regions
         * @description What was found in a picture of many specimens, in reading order, with its names; `ETag` is the picture's version.
         */
        get: operations["images_regions"];
        put?: never;
        /**
         * Draw Region
         * @description Add a part that was missed; a specimen in it is new, and is identified like any other.
         */
        post: operations["images_draw_region"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/images/{image_id}/regions/redraw": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Redraw Regions
         * @description Move, resize, merge, split or remove several: some regions give way to others, and one specimen of theirs stays.
         */
        post: operations["images_redraw_regions"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/images/{image_id}/regions/{region}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Drop Region
         * @description Take back a part that shows nothing, or was drawn badly; a specimen that was only its own is withdrawn.
         */
        delete: operations["images_drop_region"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/images/{image_id}/rendition": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * See
         * @description The picture re-encoded, without the source's metadata.
         *
         *     `full` has a short side of at most 384 pixels, `thumbnail` a long side of at most 320; `large`
         *     has a short side of at most 2,048, made when it is first asked for.
         */
        get: operations["images_see"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Index
         * @description Keys that still open something.
         */
        get: operations["keys_index"];
        put?: never;
        /**
         * Create
         * @description A new key, shown this once.
         */
        post: operations["keys_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/keys/{key_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Revoke
         * @description From now on the key opens nothing.
         */
        delete: operations["keys_revoke"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read
         * @description The caller's name, and their roles by collection code.
         */
        get: operations["me_read"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/credit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Credit
         * @description By which name and ORCID the caller stands in exports and reports, also for what they said before.
         */
        put: operations["me_credit"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/session": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Sign In
         * @description Keep a key in this browser: as a cookie that no script can read and no other site sends.
         */
        post: operations["me_sign_in"];
        /**
         * Sign Out
         * @description Forget the key in this browser, and what it has kept of pictures; the key itself stays good.
         */
        delete: operations["me_sign_out"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/releases": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Index
         * @description Oldest first; the `champion` answers for the house.
         */
        get: operations["releases_index"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/releases/rollback": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Rollback
         * @description Let an earlier release answer again, under a promotion number of its own.
         */
        post: operations["releases_rollback"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/releases/{digest}/figures": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read Figures
         * @description Calibration and coverage on the release's test, the names it knows, when it answered.
         */
        get: operations["releases_read_figures"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/releases/{digest}/pack": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Pack
         * @description All files of a release as one zip archive; equal bytes for equal releases.
         */
        get: operations["releases_pack"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/releases/{digest}/promote": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Promote
         * @description Let it answer for the house: through the gate, or with a reason that is kept.
         */
        post: operations["releases_promote"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/review": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Index
         * @description What waits in each collection that the caller may review.
         */
        get: operations["review_index"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/review/next": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Take Next
         * @description The specimen that the caller has before them, else the next one, held for two minutes.
         *
         *     One of the blind share comes without any name.
         */
        post: operations["review_take_next"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/review/share": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Share
         * @description Which share of a collection is kept for reviewers who do not see the machine's name.
         */
        put: operations["review_share"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/review/{specimen_id}/alike": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Alike
         * @description Specimens that look like it, with the same machine's name: what one decision may be applied to.
         */
        get: operations["review_alike"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/review/{specimen_id}/decision": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Decide
         * @description Accept, correct, reject or dispute what one has before one; blind where it was shown so.
         */
        post: operations["review_decide"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/review/{specimen_id}/hold": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Hold
         * @description Two minutes more; also the way back to a specimen one decided or skipped.
         */
        put: operations["review_hold"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/review/{specimen_id}/skip": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Skip
         * @description Leave it to others; `PUT …/hold` takes that back.
         */
        post: operations["review_skip"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/runs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Index
         * @description The newest 200 runs of the caller's own collections, newest first.
         */
        get: operations["runs_index"];
        put?: never;
        /**
         * Begin
         * @description Take in a source; an open run of the same one goes on. What `insecta ingest` does, in its own process.
         */
        post: operations["runs_begin"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/runs/dry-run": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Try Out
         * @description What taking it in would find; nothing is written.
         */
        post: operations["runs_try_out"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/runs/{run_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read
         * @description One run; its counts add up to all its items.
         */
        get: operations["runs_read"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/runs/{run_id}/diff": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Diff
         * @description What the run's release would change in the names that its collection shows.
         *
         *     `POST /collections/{code}/shown` approves it.
         */
        get: operations["runs_diff"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/runs/{run_id}/failures": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Failures
         * @description Pictures that were rejected or failed, and why; all of them as `Accept: text/csv`.
         */
        get: operations["runs_failures"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/runs/{run_id}/items": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Items
         * @description Every picture of the run, by item number.
         */
        get: operations["runs_items"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/runs/{run_id}/pilot": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Pilot
         * @description What a pilot shows of the collection it is a sample of; 404 for other runs.
         */
        get: operations["runs_pilot"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/runs/{run_id}/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Retry
         * @description Try failed pictures again, and go on with what was interrupted; what is over stays over (409).
         */
        post: operations["runs_retry"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/search": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Specimens
         * @description Specimens that match all words and fields; `total` is exact.
         */
        get: operations["search_specimens"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/search/by-numbers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * By Numbers
         * @description Specimens of up to 10,000 catalogue numbers, however they are written; what is not there, and what came twice.
         */
        post: operations["search_by_numbers"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/search/by-picture": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * By Picture
         * @description Specimens whose pictures look most like the body's; the sent picture is not kept.
         */
        post: operations["search_by_picture"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/search/map": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Places
         * @description Where found specimens lie: counts of at most 1,000 cells inside a box.
         */
        get: operations["search_places"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/search/table": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Table
         * @description The whole result as CSV, in the result's order; nothing that a search would not show.
         */
        get: operations["search_table"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Index
         * @description One's own, newest first.
         */
        get: operations["sets_index"];
        put?: never;
        /**
         * Save
         * @description Freeze what a search finds now, or the specimens of up to 10,000 numbers.
         */
        post: operations["sets_save"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sets/{set_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read
         * @description What it is, who saved it, and how to cite it.
         */
        get: operations["sets_read"];
        put?: never;
        post?: never;
        /**
         * Remove
         * @description Its address opens nothing from now on; its specimens stay as they are.
         */
        delete: operations["sets_remove"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sets/{set_id}/archive": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Darwin Core
         * @description The same with every name that was given, the machine's probability, and pictures with a licence.
         */
        get: operations["sets_darwin_core"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sets/{set_id}/identifications": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Acts
         * @description Acts on the set that still stand and that one may take back, newest first.
         */
        get: operations["sets_acts"];
        put?: never;
        /**
         * Identify
         * @description Say of one examined specimen what it is, and apply that to the others of the set; types are left out.
         */
        post: operations["sets_identify"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sets/{set_id}/identifications/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Preview
         * @description What one identification would say, to what it would be applied, and what is left out and why; nothing is written.
         */
        post: operations["sets_preview"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sets/{set_id}/identifications/undo": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Undo
         * @description Take back a whole act, for every specimen it was applied to.
         */
        post: operations["sets_undo"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sets/{set_id}/specimens": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Specimens
         * @description Its specimens in their order: as they are now, and what they were called then.
         */
        get: operations["sets_specimens"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sets/{set_id}/table": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Table
         * @description Its specimens as one flat Darwin Core table; a machine's name stands in the remarks only.
         */
        get: operations["sets_table"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/specimens/{specimen_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read
         * @description One specimen; `ETag` is its version. One that was merged redirects for ever.
         */
        get: operations["specimens_read"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Change
         * @description Set or remove record fields, as a curator or of one's own upload; what stood there is kept in `former`.
         */
        patch: operations["specimens_change"];
        trace?: never;
    };
    "/api/v1/specimens/{specimen_id}/evidence": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read Evidence
         * @description What speaks for the answer: alternatives, what was checked, the nearest verified specimens.
         */
        get: operations["specimens_read_evidence"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/specimens/{specimen_id}/identifications": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Identifications
         * @description Everything that was ever said of the specimen, oldest first.
         */
        get: operations["specimens_identifications"];
        put?: never;
        /**
         * Identify
         * @description Accept, correct, reject or dispute a name, or undo that; nothing is ever overwritten.
         */
        post: operations["specimens_identify"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/specimens/{specimen_id}/keep": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Keep It
         * @description Move what a visitor sent into a collection of one's own; what is there already is only shown.
         */
        post: operations["specimens_keep_it"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/staged": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Begin
         * @description An empty folder; it is removed a week after anybody touched it.
         */
        post: operations["staged_begin"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/staged/{staged_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read
         * @description What has arrived: send only the rest.
         */
        get: operations["staged_read"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/staged/{staged_id}/files": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Put
         * @description One file, stored whole or not at all; the same path again replaces it.
         */
        put: operations["staged_put"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/stations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Index
         * @description Stations of the caller's collections.
         */
        get: operations["stations_index"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/stations/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read
         * @description One station: its last twenty shots, the next expected number, shots of the last hour.
         */
        get: operations["stations_read"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/taxa/suggest": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Suggest
         * @description Up to 20 names that begin so, hold a word that does, or are spelt nearly so.
         */
        get: operations["taxa_suggest"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/taxa/{taxon_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read
         * @description One taxon with those above and below it.
         */
        get: operations["taxa_read"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/training": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Own
         * @description How far the caller is: answers, agreement at each rank, and where they may decide now.
         */
        get: operations["training_own"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/training/next": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Take Next
         * @description A specimen of the training set without its name; what one has begun comes first.
         */
        post: operations["training_take_next"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/training/reviewers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Reviewers
         * @description Members who may identify, and how far each agrees.
         */
        get: operations["training_reviewers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/training/rule": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Rule
         * @description How often reviewers must agree, and at which ranks two independent answers are asked for.
         */
        put: operations["training_rule"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/training/set": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show Set
         * @description The training set with its names; not for who trains on it.
         */
        get: operations["training_show_set"];
        put?: never;
        /**
         * Fill
         * @description Add what a search finds and an expert or the museum has named, spread over the names.
         */
        post: operations["training_fill"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/training/set/{specimen_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Take Out
         * @description Out of the training set; answers that were given on it still count.
         */
        delete: operations["training_take_out"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/training/{specimen_id}/answer": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Answer
         * @description The one answer that counts; it tells what the specimen is, and what looks like it.
         */
        post: operations["training_answer"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/uploads": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Create
         * @description Begin an upload of `Upload-Length` bytes; `Location` is where its parts go.
         *
         *     `Upload-Metadata` may hold `filename`, `collection`, `catalogNumber`, `view`, `licence`, `creator`,
         *     `basisOfRecord` (`HumanObservation` for a living insect) and `specimen` (the id of one that this is
         *     one more view of), each in base64. A first part may be sent along.
         */
        post: operations["uploads_create"];
        delete?: never;
        /**
         * Capabilities
         * @description What this server understands of tus.
         */
        options: operations["uploads_capabilities"];
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/uploads/presigned": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Presigned
         * @description An address of the object store to put one picture's bytes at; only where that is S3 (else 409).
         */
        post: operations["uploads_presigned"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/uploads/{upload_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read
         * @description How far it is, and what it became.
         */
        get: operations["uploads_read"];
        put?: never;
        post?: never;
        /**
         * Terminate
         * @description Give the upload up; a picture that it became already stays.
         */
        delete: operations["uploads_terminate"];
        options?: never;
        /**
         * Where
         * @description `Upload-Offset`: where to go on. An upload that is whole is taken in first.
         */
        head: operations["uploads_where"];
        /**
         * Add
         * @description Send bytes from `Upload-Offset` on; after the last ones `Insecta-Image` names the picture.
         *
         *     A part that breaks off is kept as far as it came, unless `Upload-Checksum` was sent. 409: go on
         *     where HEAD says; 460: the checksum does not fit; 413, 415, 422: not a usable picture; 503 after
         *     the last part: it is kept, and HEAD or an empty part tries again.
         */
        patch: operations["uploads_add"];
        trace?: never;
    };
    "/api/v1/uploads/{upload_id}/complete": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Complete
         * @description Take in what was put: the server reads the bytes again, hashes and judges them itself.
         */
        post: operations["uploads_complete"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/webhooks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Index
         * @description One's own; an administrator sees all.
         */
        get: operations["webhooks_index"];
        put?: never;
        /**
         * Create
         * @description Be told from now on. The secret that signs the messages is shown this once.
         *
         *     Only public https addresses are called, and hosts that INSECTA_WEBHOOK_HOSTS names.
         */
        post: operations["webhooks_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/webhooks/{webhook_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Remove
         * @description From now on nothing is told.
         */
        delete: operations["webhooks_remove"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/webhooks/{webhook_id}/deliveries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Deliveries
         * @description The newest hundred messages, and what became of them.
         */
        get: operations["webhooks_deliveries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/webhooks/{webhook_id}/revive": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Revive
         * @description A dead subscriber is told again, what it missed of the last week first.
         */
        post: operations["webhooks_revive"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/healthz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Healthz
         * @description This process answers.
         */
        get: operations["health_healthz"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Metrics
         * @description Prometheus figures.
         */
        get: operations["health_metrics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/readyz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Readyz
         * @description Uploads would be answered, found and told of: every role has a live lease.
         */
        get: operations["health_readyz"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /**
         * Agreement
         * @description At one rank: of all answers, and of the latest ones that the rule counts.
         */
        Agreement: {
            all: components["schemas"]["Tally"];
            /**
             * Enough
             * @description Often enough to decide at this rank.
             */
            enough: boolean;
            latest: components["schemas"]["Tally"];
            /** Rank */
            rank: string;
        };
        /**
         * Alternative
         * @description A name that might be right, and how many independent specimens the release saw of it.
         */
        Alternative: {
            /**
             * Answerable
             * @description False: the release never answers with this name, however probable it is.
             */
            answerable: boolean;
            /** Confidence */
            confidence: number;
            /** Parentid */
            parentId: string | null;
            /** Shown */
            shown: components["schemas"]["NamePart"][];
            /** Taxonid */
            taxonId: string;
            /** Taxonrank */
            taxonRank: string;
            /** Testing */
            testing: number;
            /** Training */
            training: number;
        };
        /**
         * Answer
         * @description The deepest name that meets the target, or the reason why there is none.
         */
        Answer: {
            /** Abstention */
            abstention: string | null;
            answer: components["schemas"]["Candidate"] | null;
            /** Candidates */
            candidates: components["schemas"]["Candidate"][];
            /** Limit */
            limit: string | null;
            /**
             * Measured
             * @description The highest target that the release was measured at; at a higher one it names nothing.
             */
            measured: number;
            /**
             * Needsview
             * @description The view that would help.
             */
            needsView: string | null;
            /** Note */
            note: string;
            /** @description What the release's own test says of answers like this one; null without an answer. */
            promise: components["schemas"]["Promise"] | null;
            /**
             * Release
             * @description SHA-256 of the release that answered.
             */
            release: string;
            /**
             * Suggested
             * @description Empty where the release has no outputs for them, or the picture is refused.
             */
            suggested: components["schemas"]["Trait"][];
            /** Target */
            target: number;
            /**
             * Taxa
             * @description How many names the release can give.
             */
            taxa: number;
            /**
             * Together
             * @description The name had fewer than ten independent test specimens: checked only together with the other species, not by itself.
             */
            together: boolean;
        };
        /**
         * AnswerRules
         * @description What a collection asks of answers.
         */
        AnswerRules: {
            /**
             * Leasttesting
             * @description Names below the genus with fewer test specimens are answered coarser; 0: none are.
             */
            leastTesting: number;
            /**
             * Target
             * @description Precision that answers have to meet.
             */
            target: number;
            /**
             * Targets
             * @description Targets that the release measured.
             */
            targets: number[];
            /**
             * Taxa
             * @description Names that are expected; null: any.
             */
            taxa: string[] | null;
            /**
             * Unknown
             * @description Those of them that the release whose answers are shown does not know.
             */
            unknown: string[];
        };
        /**
         * AnswerRulesChange
         * @description What is left out stays.
         */
        AnswerRulesChange: {
            /** Leasttesting */
            leastTesting?: number | null;
            /** Target */
            target?: number | null;
            /**
             * Taxa
             * @description `Formica rufa` or `genus:Formica`; `[]` expects any.
             */
            taxa?: string[] | null;
        };
        /**
         * AnsweringRelease
         * @description The release that answers for a collection, with the line that stands above its answers.
         */
        AnsweringRelease: {
            /** Banner */
            banner: string;
            /** Digest */
            digest: string;
            /** Limitline */
            limitLine: string;
            /** Name */
            name: string;
            /** Version */
            version: string;
        };
        /**
         * Approval
         * @description Show a release's names: all of them, only where a rule allows every change, or of a part.
         */
        Approval: {
            /**
             * Incomplete
             * @description Also while specimens that bear a name were not looked at yet.
             * @default false
             */
            incomplete: boolean;
            /**
             * Kinds
             * @description Approve only where all changes are of these kinds, and nothing is lost …
             */
            kinds?: ("finer" | "newly_named" | "coarser")[] | null;
            /**
             * Least
             * @description … at this confidence or more.
             * @default 0.99
             */
            least: number;
            /** @description Approve only this part of the diff. */
            part?: components["schemas"]["ApprovedPart"] | null;
            /**
             * Release
             * @description Digest, or its beginning.
             */
            release: string;
        };
        /**
         * Approved
         * @description Whether the collection shows the release's names now; `held`: changes the rule forbids.
         */
        Approved: {
            /** Approved */
            approved: boolean;
            /** Held */
            held: components["schemas"]["NameChange"][];
            /**
             * Left
             * @description Changes that still wait, of a part.
             */
            left?: number | null;
            /** Release */
            release: string;
            /**
             * Specimens
             * @description That show the new names, of a part.
             */
            specimens?: number | null;
        };
        /**
         * ApprovedPart
         * @description A part of a diff to approve, now or from now on.
         */
        ApprovedPart: {
            /**
             * Always
             * @description Also after every re-identification, without asking: a standing rule.
             * @default false
             */
            always: boolean;
            /**
             * Fromrank
             * @description The present name is of this rank, or finer.
             * @default
             */
            fromRank: string;
            /** Kinds */
            kinds: ("different" | "newly_abstained" | "coarser" | "finer" | "newly_named")[];
            /**
             * Least
             * @description Least confidence of the new name.
             * @default 0
             */
            least: number;
            /**
             * Rank
             * @description Of the new name.
             * @default
             */
            rank: string;
            /**
             * Taxon
             * @description A name in the old lineage or the new one.
             * @default
             */
            taxon: string;
        };
        /**
         * BlindShare
         * @description The share of a collection, drawn at random once, that is reviewed blind.
         */
        BlindShare: {
            /** Collection */
            collection: string;
            /** Share */
            share: number;
        };
        /**
         * Candidate
         * @description A name with its calibrated probability.
         */
        Candidate: {
            /**
             * Answerable
             * @description False: the release never answers with this name, however probable it is.
             */
            answerable: boolean;
            /** Confidence */
            confidence: number;
            /** Parentid */
            parentId: string | null;
            /** Scientificname */
            scientificName: string;
            /** Taxonid */
            taxonId: string;
            /** Taxonrank */
            taxonRank: string;
        };
        /**
         * Card
         * @description A specimen as a search shows it.
         */
        Card: {
            /** Abstention */
            abstention: string | null;
            /**
             * Basisofrecord
             * @description PreservedSpecimen, or HumanObservation for a living insect.
             */
            basisOfRecord: string | null;
            /** Catalognumber */
            catalogNumber: string | null;
            /** Cataloguedname */
            cataloguedName: string | null;
            /** Collection */
            collection: string;
            /** Confidence */
            confidence: number | null;
            /** Country */
            country: string | null;
            /** Eventend */
            eventEnd: string | null;
            /** Eventstart */
            eventStart: string | null;
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /** Images */
            images: number;
            /** Limit */
            limit: string | null;
            /**
             * Release
             * @description SHA-256 of the release that has seen it.
             */
            release: string | null;
            /** Scientificname */
            scientificName: string | null;
            /** Taxonrank */
            taxonRank: string | null;
            /** Thumbnail */
            thumbnail: string | null;
            /** Trust */
            trust: string | null;
        };
        /**
         * Ceiling
         * @description The finest name that pictures can tell; no answer is finer.
         */
        Ceiling: {
            /**
             * Authority
             * @description Taxonomy and version it speaks of.
             */
            authority: string;
            /**
             * Ceilingid
             * Format: uuid
             */
            ceilingId: string;
            /**
             * Inforce
             * @description False where the release in force lacks the name.
             */
            inForce: boolean;
            /**
             * Needsview
             * @description The view that would help.
             */
            needsView: string | null;
            /** Reason */
            reason: string;
            /** Reference */
            reference: string;
            /** Scientificname */
            scientificName: string;
            /** Taxonrank */
            taxonRank: string;
            /**
             * View
             * @description It holds for pictures of this view only; null: for all.
             */
            view: string | null;
        };
        /**
         * CeilingWanted
         * @description A ceiling to be set; its reason is shown with every answer that it cuts short.
         */
        CeilingWanted: {
            /**
             * Authority
             * @default
             */
            authority: string;
            /** Needsview */
            needsView?: string | null;
            /** Reason */
            reason: string;
            /**
             * Reference
             * @default
             */
            reference: string;
            /** Scientificname */
            scientificName: string;
            /** Taxonrank */
            taxonRank: string;
            /** View */
            view?: string | null;
        };
        /**
         * Cell
         * @description Found specimens between two corners, in degrees.
         */
        Cell: {
            /** Count */
            count: number;
            /** East */
            east: number;
            /** North */
            north: number;
            /** South */
            south: number;
            /** West */
            west: number;
        };
        /**
         * Collection
         * @description A collection that the caller may see; `release` is null before the first promotion.
         *
         *     `release`: whose answers it shows. `proposed`: another one's digest, which waits for approval.
         */
        Collection: {
            /** Code */
            code: string;
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /** Proposed */
            proposed: string | null;
            /** Public */
            public: boolean;
            release: components["schemas"]["AnsweringRelease"] | null;
            /** Target */
            target: number;
            /** Title */
            title: string;
        };
        /**
         * Credit
         * @description By which name and ORCID the caller is credited; null: the name of their key, and no ORCID.
         */
        Credit: {
            /** Credit */
            credit?: string | null;
            /** Orcid */
            orcid?: string | null;
        };
        /**
         * Decision
         * @description What a reviewer says of the specimen before them.
         */
        Decision: {
            /**
             * Act
             * @enum {string}
             */
            act: "accept" | "correct" | "reject" | "dispute";
            /**
             * Also
             * @description Specimens it is applied to without having been examined; each says so.
             */
            also?: string[];
            /**
             * Basis
             * @default picture
             * @enum {string}
             */
            basis: "picture" | "specimen" | "microscope" | "dna";
            /**
             * Qualifier
             * @default
             */
            qualifier: string;
            /**
             * Remarks
             * @default
             */
            remarks: string;
            /**
             * Scientificname
             * @description For `correct`: as written.
             * @default
             */
            scientificName: string;
            /**
             * Taxonid
             * @description A taxon of the shown release.
             * @default
             */
            taxonId: string;
            /**
             * Taxonrank
             * @default
             */
            taxonRank: string;
        };
        /**
         * Delivery
         * @description One message: told at `delivered`, or why not yet.
         */
        Delivery: {
            /** Attempts */
            attempts: number;
            /** Delivered */
            delivered: string | null;
            /**
             * Deliveryid
             * Format: uuid
             */
            deliveryId: string;
            /**
             * Due
             * Format: date-time
             */
            due: string;
            /**
             * Eventid
             * Format: uuid
             */
            eventId: string;
            /** Lasterror */
            lastError: string | null;
        };
        /**
         * DirectUpload
         * @description Where to put the bytes, once, and what to call then.
         */
        DirectUpload: {
            /**
             * Complete
             * @description Then POST here.
             */
            complete: string;
            /**
             * Expires
             * Format: date-time
             */
            expires: string;
            /** Headers */
            headers: {
                [key: string]: string;
            };
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /**
             * Method
             * @default PUT
             * @constant
             */
            method: "PUT";
            /**
             * Url
             * @description Put the bytes here, with these headers; good for an hour.
             */
            url: string;
        };
        /**
         * Evidence
         * @description What speaks for an answer. Similar specimens are no proof.
         */
        Evidence: {
            /** Alternatives */
            alternatives: components["schemas"]["Alternative"][];
            /** @description The most similar of another name. */
            anotherName: components["schemas"]["Witness"] | null;
            /** Answer */
            answer: string | null;
            /**
             * Known
             * @description Names of the collection's list that the release knows …
             */
            known: number | null;
            /**
             * Listed
             * @description … of so many on the list.
             */
            listed: number | null;
            /**
             * Nearest
             * @description Same view first, one picture a specimen.
             */
            nearest: components["schemas"]["Witness"][];
            promise: components["schemas"]["Promise"] | null;
            /** Release */
            release: string;
            /**
             * Taxonid
             * @description Of the answer, to find it among the alternatives.
             */
            taxonId: string | null;
            /**
             * Traininghidden
             * @description The pictures that the release learned from are not shown: its licence does not let everybody see them.
             */
            trainingHidden: boolean;
            /**
             * Weak
             * @description There is no answer: alternatives are weak guesses.
             */
            weak: boolean;
            /**
             * Withheld
             * @description Similar pictures that the caller may not see.
             */
            withheld: number;
        };
        /**
         * FacetCounts
         * @description Counts over the whole result, largest first.
         */
        FacetCounts: {
            /** Field */
            field: string;
            /** Values */
            values: components["schemas"]["FacetValue"][];
        };
        /**
         * FacetValue
         * @description A value and how many found specimens bear it.
         */
        FacetValue: {
            /** Count */
            count: number;
            /** Value */
            value: string;
        };
        /**
         * Figure
         * @description One number of a report, with the address that gives it again.
         */
        Figure: {
            /**
             * Atleast
             * @description Counting stopped there.
             */
            atLeast: boolean;
            /**
             * Counted
             * @description How `query` gives it: the total of a search, the sum or the number of its facet's values, `of` less the total, lines of a table, the sum of its seconds, or this report.
             * @enum {string}
             */
            counted: "total" | "values" | "distinct" | "rest" | "lines" | "sum" | "report";
            /**
             * Enough
             * @description False: too few to give a percentage.
             */
            enough: boolean | null;
            /** Group */
            group: string;
            /** High */
            high: number | null;
            /**
             * Low
             * @description 95 % interval of a measured share.
             */
            low: number | null;
            /** Name */
            name: string;
            /** Note */
            note: string;
            /**
             * Of
             * @description Out of so many, where it is a part.
             */
            of: number | null;
            /** Query */
            query: string;
            /** Value */
            value: number;
        };
        /**
         * FillTraining
         * @description Which specimens to add: what a search finds, at most so many, spread over the names.
         */
        FillTraining: {
            /** Collection */
            collection: string;
            /**
             * Most
             * @default 40
             */
            most: number;
            /**
             * Query
             * @description As in `search`.
             * @default
             */
            query: string;
        };
        /**
         * Filled
         * @description `refused`: why others that were found are not fit.
         */
        Filled: {
            /** Added */
            added: number;
            /** Refused */
            refused: {
                [key: string]: number;
            };
            /** Size */
            size: number;
        };
        /**
         * HeatFrame
         * @description Where the picture lies in the square that the network saw, in fractions of its side.
         */
        HeatFrame: {
            /** Height */
            height: number;
            /** Left */
            left: number;
            /** Top */
            top: number;
            /** Width */
            width: number;
        };
        /**
         * HeatMap
         * @description Where the network looked for a name: no diagnostic character.
         */
        HeatMap: {
            frame: components["schemas"]["HeatFrame"];
            /** Release */
            release: string;
            /** Scientificname */
            scientificName: string;
            /** Taxonid */
            taxonId: string;
            /** Taxonrank */
            taxonRank: string;
            /**
             * Values
             * @description Rows of percent, from the top, of the square that the network saw.
             */
            values: number[][];
        };
        /**
         * Identification
         * @description One statement about a specimen, by a release, a person or the museum's catalogue.
         */
        Identification: {
            /**
             * Act
             * @description What a person did.
             */
            act: ("accept" | "correct" | "reject" | "dispute" | "undo") | null;
            /**
             * Basedon
             * @description The identification that it speaks of.
             */
            basedOn: string | null;
            /**
             * Basis
             * @description What was looked at (dwc:identificationType).
             */
            basis: ("picture" | "specimen" | "microscope" | "dna") | null;
            /**
             * Blind
             * @description Given without sight of the machine's name.
             */
            blind: boolean | null;
            /** Confidence */
            confidence: number | null;
            /** Dateidentified */
            dateIdentified: string | null;
            /**
             * Examined
             * @description False where it was applied without looking.
             */
            examined: boolean | null;
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /** Identifiedby */
            identifiedBy: string | null;
            /**
             * Kind
             * @enum {string}
             */
            kind: "machine" | "person" | "catalogue";
            /** Orcid */
            orcid: string | null;
            /** Qualifier */
            qualifier: string | null;
            /** Release */
            release: string | null;
            /** Remarks */
            remarks: string | null;
            /** Scientificname */
            scientificName: string | null;
            /** Taxonrank */
            taxonRank: string | null;
            /** Trust */
            trust: string;
            /**
             * Undone
             * @description Taken back: it no longer stands.
             */
            undone: boolean;
            /** Verbatim */
            verbatim: string | null;
        };
        /**
         * Image
         * @description One picture and what the machine says of it.
         */
        Image: {
            /** Collection */
            collection: string;
            /**
             * Created
             * Format: date-time
             */
            created: string;
            /** Creator */
            creator: string | null;
            /** Filename */
            fileName: string;
            /** Height */
            height: number;
            /**
             * Id
             * Format: uuid
             */
            id: string;
            identification: components["schemas"]["Answer"] | null;
            /** Licence */
            licence: string | null;
            links: components["schemas"]["ImageLinks"];
            /** Reason */
            reason: string | null;
            /**
             * Regionid
             * @description The part of a picture of many that shows the specimen; null: all of it.
             */
            regionId: string | null;
            /**
             * Specimenid
             * Format: uuid
             */
            specimenId: string;
            /**
             * State
             * @enum {string}
             */
            state: "waiting" | "answered" | "rejected";
            /** View */
            view: string | null;
            /** Width */
            width: number;
        };
        /**
         * ImageLinks
         * @description Where to go from a picture.
         */
        ImageLinks: {
            /** Rendition */
            rendition: string;
            /** Self */
            self: string;
            /** Specimen */
            specimen: string;
            /** Thumbnail */
            thumbnail: string;
        };
        /**
         * Keeping
         * @description What keeping a visitor's pictures asks for, all in one step.
         */
        Keeping: {
            /**
             * Basisofrecord
             * @description A living insect, or a specimen of a collection; default: as it was sent.
             */
            basisOfRecord?: ("HumanObservation" | "PreservedSpecimen") | null;
            /**
             * Collection
             * @description One's own, to keep them in.
             */
            collection: string;
            /**
             * Consent
             * @description The pictures are one's own to give, and may be kept and shown as licensed.
             */
            consent: boolean;
            /**
             * Creator
             * @description Whom to credit.
             */
            creator?: string | null;
            /** Latitude */
            latitude?: number | null;
            /**
             * Licence
             * @description A licence's name or address.
             */
            licence: string;
            /** Longitude */
            longitude?: number | null;
            /**
             * Precision
             * @description How much of the place is kept: nothing, a tenth of a degree, or all.
             * @default none
             * @enum {string}
             */
            precision: "none" | "about" | "exact";
        };
        /**
         * Key
         * @description A key that opens something; only its first characters are kept.
         */
        Key: {
            /** Hint */
            hint: string;
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /** Name */
            name: string;
        };
        /**
         * KnownSpecimen
         * @description A specimen of a training set; without a name where that was taken back since.
         */
        KnownSpecimen: {
            /** Basis */
            basis: string | null;
            /** Catalognumber */
            catalogNumber: string | null;
            /** Identifiedby */
            identifiedBy: string | null;
            /** Scientificname */
            scientificName: string | null;
            /**
             * Specimenid
             * Format: uuid
             */
            specimenId: string;
            /** Taxonrank */
            taxonRank: string | null;
        };
        /**
         * KnownTaxon
         * @description A name that a release knows, with the independent specimens it was trained and tested on.
         */
        KnownTaxon: {
            /**
             * Alone
             * @description Tested often enough to be checked by itself.
             */
            alone: boolean;
            /** Answerable */
            answerable: boolean;
            /**
             * Cases
             * @description … of so many; null where no evaluation is kept here.
             */
            cases: number | null;
            /**
             * Enough
             * @description False: too few to give a percentage.
             */
            enough: boolean | null;
            /** High */
            high: number | null;
            /**
             * Low
             * @description 95 % interval.
             */
            low: number | null;
            /**
             * Right
             * @description Test specimens of it whose best name was right …
             */
            right: number | null;
            /** Scientificname */
            scientificName: string;
            /** Taxonid */
            taxonId: string;
            /** Taxonrank */
            taxonRank: string;
            /** Testing */
            testing: number;
            /** Training */
            training: number;
        };
        /**
         * Lesson
         * @description A specimen without its name; null where all of the set are answered.
         */
        Lesson: {
            specimen: components["schemas"]["Specimen"] | null;
            training: components["schemas"]["Training"];
        };
        /**
         * LookAlike
         * @description A specimen by its most similar picture; cosine similarity.
         */
        LookAlike: {
            /**
             * Imageid
             * Format: uuid
             */
            imageId: string;
            /** Similarity */
            similarity: number;
            specimen: components["schemas"]["Card"];
            /** Thumbnail */
            thumbnail: string;
        };
        /**
         * LookAlikes
         * @description What one decision may be applied to, most similar first.
         */
        LookAlikes: {
            /** Items */
            items: components["schemas"]["LookAlike"][];
            /**
             * Keptout
             * @description Others that look alike, by why nothing is applied to them unseen.
             */
            keptOut: {
                [key: string]: number;
            };
        };
        /**
         * LostName
         * @description A name that the second release cannot give. `specimens` bear it now.
         */
        LostName: {
            /**
             * Mergedinto
             * @description The name above it that it still gives.
             */
            mergedInto: string | null;
            /** Scientificname */
            scientificName: string;
            /** Specimens */
            specimens: number;
            /** Taxonrank */
            taxonRank: string;
        };
        /**
         * MadeKey
         * @description The key itself, shown this once.
         */
        MadeKey: {
            /** Key */
            key: string;
            /** Name */
            name: string;
        };
        /**
         * MadeWebhook
         * @description The subscriber with the secret of its signatures, shown this once.
         */
        MadeWebhook: {
            /** Dead */
            dead: string | null;
            /** Events */
            events: string[];
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /** Secret */
            secret: string;
            /** Url */
            url: string;
        };
        /**
         * Me
         * @description Who the caller is; roles by collection code.
         */
        Me: {
            /** Administrator */
            administrator: boolean;
            /**
             * Credit
             * @description Name or alias in exports and reports; null: `name`.
             */
            credit: string | null;
            /** Name */
            name: string;
            /** Orcid */
            orcid: string | null;
            /** Roles */
            roles: {
                [key: string]: "viewer" | "contributor" | "identifier" | "curator" | "administrator";
            };
            /**
             * Visitors
             * @description Anybody may send pictures to `visitors`, which are deleted after 24 hours.
             */
            visitors: boolean;
        };
        /**
         * NameChange
         * @description One specimen's name under two releases; `confidence` is the second's.
         */
        NameChange: {
            /** Abstention */
            abstention: string | null;
            /** After */
            after: string | null;
            /** Afterrank */
            afterRank: string | null;
            /** Before */
            before: string | null;
            /** Beforerank */
            beforeRank: string | null;
            /** Catalognumber */
            catalogNumber: string | null;
            /** Confidence */
            confidence: number | null;
            /**
             * Kind
             * @description different, newly_abstained, coarser, finer or newly_named
             */
            kind: string;
            /**
             * Specimenid
             * Format: uuid
             */
            specimenId: string;
        };
        /**
         * NameDiff
         * @description What another release would change in a collection's names; `lost` is to be shown first.
         */
        NameDiff: {
            /** After */
            after: string;
            /** Before */
            before: string;
            /** Collection */
            collection: string;
            /**
             * Counts
             * @description By kind; they add up to all specimens.
             */
            counts: {
                [key: string]: number;
            };
            /** Examples */
            examples: {
                [key: string]: components["schemas"]["NameChange"][];
            };
            /** Lost */
            lost: components["schemas"]["LostName"][];
            /**
             * Unseen
             * @description Named now, and not looked at by the second release yet.
             */
            unseen: number;
        };
        /**
         * NamePart
         * @description A piece of a name, in italics or not.
         */
        NamePart: {
            /** Italic */
            italic: boolean;
            /** Text */
            text: string;
        };
        /**
         * NameThen
         * @description What a specimen was called when the set was saved.
         */
        NameThen: {
            /**
             * Release
             * @description SHA-256 of the release whose name it was.
             */
            release: string | null;
            /** Scientificname */
            scientificName: string | null;
            /** Taxonrank */
            taxonRank: string | null;
            /** Trust */
            trust: string | null;
        };
        /**
         * Neighbour
         * @description A specimen by the picture of it that looks most alike; cosine similarity.
         */
        Neighbour: {
            /**
             * Imageid
             * Format: uuid
             */
            imageId: string;
            /** Similarity */
            similarity: number;
            specimen: components["schemas"]["Card"];
            /** Thumbnail */
            thumbnail: string;
            /** View */
            view: string | null;
        };
        /**
         * NewDirectUpload
         * @description A picture whose bytes the client puts into the object store itself.
         */
        NewDirectUpload: {
            /** Catalognumber */
            catalogNumber?: string | null;
            /**
             * Collection
             * @default uploads
             */
            collection: string;
            /** Creator */
            creator?: string | null;
            /**
             * Filename
             * @description The sender's own file name.
             * @default picture
             */
            fileName: string;
            /**
             * Length
             * @description Bytes it will have, exactly.
             */
            length: number;
            /** Licence */
            licence?: string | null;
            /** View */
            view?: string | null;
        };
        /**
         * NewIdentification
         * @description What a person says of a specimen; it stands beside the machine's, which is never changed.
         */
        NewIdentification: {
            /**
             * Act
             * @enum {string}
             */
            act: "accept" | "correct" | "reject" | "dispute" | "undo";
            /**
             * Also
             * @description Specimens it is applied to without having been examined; each says so.
             */
            also?: string[];
            /**
             * Basedon
             * @description The identification it speaks of; needed by `undo`.
             */
            basedOn?: string | null;
            /**
             * Basis
             * @default picture
             * @enum {string}
             */
            basis: "picture" | "specimen" | "microscope" | "dna";
            /**
             * Blind
             * @description For `correct`: refused unless the queue hid the name from the caller.
             * @default false
             */
            blind: boolean;
            /**
             * Qualifier
             * @description cf., aff., ? (open nomenclature).
             * @default
             */
            qualifier: string;
            /**
             * Remarks
             * @default
             */
            remarks: string;
            /**
             * Scientificname
             * @description For `correct`: as written.
             * @default
             */
            scientificName: string;
            /**
             * Taxonid
             * @description A taxon of the shown release, in place of a name.
             * @default
             */
            taxonId: string;
            /**
             * Taxonrank
             * @description Where the name does not tell it.
             * @default
             */
            taxonRank: string;
            /**
             * Wholeact
             * @description For `undo`: on all specimens it was applied to.
             * @default false
             */
            wholeAct: boolean;
        };
        /**
         * NewKey
         * @description Whom the key is for, and what it may do; roles by collection code.
         */
        NewKey: {
            /**
             * Administrator
             * @default false
             */
            administrator: boolean;
            /** Name */
            name: string;
            /** Orcid */
            orcid?: string | null;
            /**
             * Roles
             * @default {}
             */
            roles: {
                [key: string]: "viewer" | "contributor" | "identifier" | "curator" | "administrator";
            };
        };
        /**
         * NewRegion
         * @description A part of a picture that a person draws.
         */
        NewRegion: {
            /**
             * Box
             * @description x, y, width, height as fractions of the picture.
             */
            box: [
                number,
                number,
                number,
                number
            ];
            /**
             * Kind
             * @default specimen
             * @enum {string}
             */
            kind: "specimen" | "label" | "colour chart" | "scale";
        };
        /**
         * NewRun
         * @description What to take in: a staged folder, or, for administrators, a path or `s3://` prefix of the server's.
         */
        NewRun: {
            /** Collection */
            collection: string;
            /** Dayfirst */
            dayFirst?: boolean | null;
            /** Pattern */
            pattern?: string | null;
            /**
             * Public
             * @default false
             */
            public: boolean;
            /** Source */
            source?: string | null;
            /** Staged */
            staged?: string | null;
        };
        /**
         * NewSet
         * @description What to save: all that a search finds, or specimens of a list of numbers; one of them.
         */
        NewSet: {
            /**
             * Note
             * @description What the set is for.
             * @default
             */
            note: string;
            /** Numbers */
            numbers?: string[] | null;
            /**
             * Query
             * @description As in `search`.
             */
            query?: string | null;
            /** Title */
            title: string;
        };
        /**
         * NewStaged
         * @description For which collection, and what the folder is called: an equal name is the same source again.
         */
        NewStaged: {
            /** Collection */
            collection: string;
            /**
             * Name
             * @default pictures
             */
            name: string;
        };
        /**
         * NewWebhook
         * @description Where to send what.
         */
        NewWebhook: {
            /**
             * Events
             * @default []
             */
            events: string[];
            /**
             * Url
             * @description A public https address.
             */
            url: string;
        };
        /**
         * Next
         * @description `item` is null where nothing waits for the caller.
         */
        Next: {
            item: components["schemas"]["ReviewItem"] | null;
            waiting: components["schemas"]["Waiting"];
        };
        /**
         * Note
         * @description What a person should look at.
         */
        Note: {
            /** Code */
            code: string;
            /** Text */
            text: string;
        };
        /**
         * Numbered
         * @description A number as it was given, and the specimens that bear it.
         */
        Numbered: {
            /** Number */
            number: string;
            /** Specimens */
            specimens: components["schemas"]["Card"][];
        };
        /**
         * Numbers
         * @description Catalogue numbers, as typed, pasted or scanned.
         */
        Numbers: {
            /** Numbers */
            numbers: string[];
        };
        /**
         * NumbersFound
         * @description Every distinct number is found or missing; `repeated` ones were given more than once.
         */
        NumbersFound: {
            /** Found */
            found: components["schemas"]["Numbered"][];
            /** Missing */
            missing: string[];
            /** Repeated */
            repeated: string[];
        };
        /**
         * OfCollection
         * @description Which collection's queue.
         */
        OfCollection: {
            /** Collection */
            collection: string;
        };
        /**
         * OfIdentification
         * @description Any identification of the act.
         */
        OfIdentification: {
            /**
             * Identification
             * Format: uuid
             */
            identification: string;
        };
        /** Page[Ceiling] */
        Page_Ceiling_: {
            /** Items */
            items: components["schemas"]["Ceiling"][];
            /** Next */
            next?: string | null;
            /** Total */
            total?: number | null;
        };
        /** Page[Collection] */
        Page_Collection_: {
            /** Items */
            items: components["schemas"]["Collection"][];
            /** Next */
            next?: string | null;
            /** Total */
            total?: number | null;
        };
        /** Page[Delivery] */
        Page_Delivery_: {
            /** Items */
            items: components["schemas"]["Delivery"][];
            /** Next */
            next?: string | null;
            /** Total */
            total?: number | null;
        };
        /** Page[Identification] */
        Page_Identification_: {
            /** Items */
            items: components["schemas"]["Identification"][];
            /** Next */
            next?: string | null;
            /** Total */
            total?: number | null;
        };
        /** Page[Key] */
        Page_Key_: {
            /** Items */
            items: components["schemas"]["Key"][];
            /** Next */
            next?: string | null;
            /** Total */
            total?: number | null;
        };
        /** Page[KnownSpecimen] */
        Page_KnownSpecimen_: {
            /** Items */
            items: components["schemas"]["KnownSpecimen"][];
            /** Next */
            next?: string | null;
            /** Total */
            total?: number | null;
        };
        /** Page[Neighbour] */
        Page_Neighbour_: {
            /** Items */
            items: components["schemas"]["Neighbour"][];
            /** Next */
            next?: string | null;
            /** Total */
            total?: number | null;
        };
        /** Page[Region] */
        Page_Region_: {
            /** Items */
            items: components["schemas"]["Region"][];
            /** Next */
            next?: string | null;
            /** Total */
            total?: number | null;
        };
        /** Page[Release] */
        Page_Release_: {
            /** Items */
            items: components["schemas"]["Release"][];
            /** Next */
            next?: string | null;
            /** Total */
            total?: number | null;
        };
        /** Page[Reviewer] */
        Page_Reviewer_: {
            /** Items */
            items: components["schemas"]["Reviewer"][];
            /** Next */
            next?: string | null;
            /** Total */
            total?: number | null;
        };
        /** Page[RunItem] */
        Page_RunItem_: {
            /** Items */
            items: components["schemas"]["RunItem"][];
            /** Next */
            next?: string | null;
            /** Total */
            total?: number | null;
        };
        /** Page[Run] */
        Page_Run_: {
            /** Items */
            items: components["schemas"]["Run"][];
            /** Next */
            next?: string | null;
            /** Total */
            total?: number | null;
        };
        /** Page[SavedSet] */
        Page_SavedSet_: {
            /** Items */
            items: components["schemas"]["SavedSet"][];
            /** Next */
            next?: string | null;
            /** Total */
            total?: number | null;
        };
        /** Page[SetAct] */
        Page_SetAct_: {
            /** Items */
            items: components["schemas"]["SetAct"][];
            /** Next */
            next?: string | null;
            /** Total */
            total?: number | null;
        };
        /** Page[SetMember] */
        Page_SetMember_: {
            /** Items */
            items: components["schemas"]["SetMember"][];
            /** Next */
            next?: string | null;
            /** Total */
            total?: number | null;
        };
        /** Page[Station] */
        Page_Station_: {
            /** Items */
            items: components["schemas"]["Station"][];
            /** Next */
            next?: string | null;
            /** Total */
            total?: number | null;
        };
        /** Page[Suggestion] */
        Page_Suggestion_: {
            /** Items */
            items: components["schemas"]["Suggestion"][];
            /** Next */
            next?: string | null;
            /** Total */
            total?: number | null;
        };
        /** Page[Waiting] */
        Page_Waiting_: {
            /** Items */
            items: components["schemas"]["Waiting"][];
            /** Next */
            next?: string | null;
            /** Total */
            total?: number | null;
        };
        /** Page[Webhook] */
        Page_Webhook_: {
            /** Items */
            items: components["schemas"]["Webhook"][];
            /** Next */
            next?: string | null;
            /** Total */
            total?: number | null;
        };
        /**
         * Part
         * @description Changes of a diff that fulfil all of this; every other specimen keeps the name it shows.
         */
        Part: {
            /**
             * Fromrank
             * @description The present name is of this rank, or finer.
             * @default
             */
            fromRank: string;
            /** Kinds */
            kinds: ("different" | "newly_abstained" | "coarser" | "finer" | "newly_named")[];
            /**
             * Least
             * @description Least confidence of the new name.
             * @default 0
             */
            least: number;
            /**
             * Rank
             * @description Of the new name.
             * @default
             */
            rank: string;
            /**
             * Taxon
             * @description A name in the old lineage or the new one.
             * @default
             */
            taxon: string;
        };
        /**
         * PartPreview
         * @description What approving a part would change; `lost` is to be shown first.
         */
        PartPreview: {
            /**
             * Counts
             * @description By kind; they add up to `specimens`.
             */
            counts: {
                [key: string]: number;
            };
            /** Examples */
            examples: components["schemas"]["NameChange"][];
            /**
             * Left
             * @description Changes that would still wait.
             */
            left: number;
            /**
             * Lost
             * @description Borne in this part, and never given again.
             */
            lost: components["schemas"]["LostName"][];
            /**
             * Names
             * @description The fifty most frequent pairs of names.
             */
            names: components["schemas"]["Renamed"][];
            /** Release */
            release: string;
            /**
             * Specimens
             * @description That would show the newer release's names.
             */
            specimens: number;
            /**
             * Unlisted
             * @description Specimens in none of these pairs.
             */
            unlisted: number;
        };
        /**
         * PastApproval
         * @description Who approved what; `specimens` and `part` are null where it was all of the collection.
         */
        PastApproval: {
            /**
             * At
             * Format: date-time
             */
            at: string;
            /** Before */
            before: string | null;
            /** By */
            by: string;
            part: components["schemas"]["ShownPart"] | null;
            /** Release */
            release: string;
            /** Specimens */
            specimens: number | null;
        };
        /**
         * Pilot
         * @description What a random sample shows of its collection; accuracy only where enough was named blind.
         *
         *     `named` by rank and `abstained` by reason are of the `seen`, of which `unlike` lie beyond what the
         *     release was trained on. `verified` were named blind by people; of those, `right` of `answered`
         *     names agree. `said`: what may be claimed, in sentences.
         */
        Pilot: {
            /** Abstained */
            abstained: {
                [key: string]: number;
            };
            /** Answered */
            answered: number;
            /** Named */
            named: {
                [key: string]: number;
            };
            /** Novelty */
            novelty: {
                [key: string]: number;
            };
            /** Pictures */
            pictures: number;
            /** Right */
            right: number;
            /** Said */
            said: string[];
            /** Seen */
            seen: number;
            /** States */
            states: {
                [key: string]: number;
            };
            /** Unlike */
            unlike: number;
            /** Verified */
            verified: number;
        };
        /**
         * Places
         * @description Found specimens with a place inside the box, each in one cell; `size` of cells in degrees.
         */
        Places: {
            /** Cells */
            cells: components["schemas"]["Cell"][];
            /** Size */
            size: number;
            /** Total */
            total: number;
        };
        /**
         * Problem
         * @description RFC 9457 problem details.
         */
        Problem: {
            /**
             * Detail
             * @default
             */
            detail: string;
            /**
             * Errors
             * @description Fields that do not fit.
             */
            errors?: {
                [key: string]: unknown;
            }[] | null;
            /**
             * Hint
             * @description What to do about it.
             */
            hint?: string | null;
            /**
             * Reason
             * @description Code of why a picture was refused.
             */
            reason?: string | null;
            /**
             * Retryafter
             * @description Seconds after which to try again.
             */
            retryAfter?: number | null;
            /** Status */
            status: number;
            /** Title */
            title: string;
            /**
             * Type
             * @description What kind of problem: a stable URI reference.
             */
            type: string;
        };
        /**
         * Promise
         * @description What a number beside the answer may promise.
         */
        Promise: {
            /**
             * Basis
             * @description Blind checks in this collection; the release's test set only; nothing at all.
             * @enum {string}
             */
            basis: "checked_here" | "test_set" | "none";
            /**
             * Cases
             * @description … of so many.
             */
            cases: number | null;
            /**
             * Enough
             * @description False: too few to give a percentage.
             */
            enough: boolean | null;
            /** High */
            high: number | null;
            /**
             * Low
             * @description 95 % interval.
             */
            low: number | null;
            /**
             * Right
             * @description Answers like this that were right …
             */
            right: number | null;
            /** Target */
            target: number;
            /**
             * Together
             * @description Checked only together with other species: fewer than ten test specimens.
             */
            together: boolean;
        };
        /**
         * Promote
         * @description `override`: why it answers although the gate does not let it through; kept in the journal.
         */
        Promote: {
            /**
             * Override
             * @default
             */
            override: string;
        };
        /**
         * Promoted
         * @description Which release answers for the house now. `number` is null where it did already.
         */
        Promoted: {
            /**
             * Decision
             * @description What the gate found, where it was asked.
             */
            decision: string | null;
            /** Number */
            number: number | null;
            /** Release */
            release: string;
        };
        /**
         * Readiness
         * @description Whether uploads would be answered and found; `missing` roles have no living worker.
         */
        Readiness: {
            /** Missing */
            missing: string[];
            /** Ready */
            ready: boolean;
        };
        /**
         * RecordedIdentification
         * @description What was recorded of the specimen, and on how many specimens in all.
         */
        RecordedIdentification: {
            /** Appliedto */
            appliedTo: number;
            identification: components["schemas"]["Identification"];
        };
        /**
         * Redrawn
         * @description Regions that give way to boxes: one to one moves, two to one merge, one to two split, some to none remove.
         */
        Redrawn: {
            /**
             * Boxes
             * @description x, y, width, height as fractions of the picture.
             */
            boxes: [
                number,
                number,
                number,
                number
            ][];
            /**
             * Kind
             * @default specimen
             * @enum {string}
             */
            kind: "specimen" | "label" | "colour chart" | "scale";
            /** Regions */
            regions: string[];
        };
        /**
         * Region
         * @description A part of a picture, as fractions of it from its upper left corner (Audiovisual Core).
         */
        Region: {
            /**
             * Box
             * @description x, y, width, height.
             */
            box: [
                number,
                number,
                number,
                number
            ];
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /**
             * Kind
             * @enum {string}
             */
            kind: "specimen" | "label" | "colour chart" | "scale";
            /** @description Null where it shows no specimen. */
            name: components["schemas"]["RegionName"] | null;
            /**
             * Proposedby
             * @description The method that found it, or who drew it; null where a source states it.
             */
            proposedBy: string | null;
            /** Specimenid */
            specimenId: string | null;
            /** Thumbnail */
            thumbnail: string;
        };
        /**
         * RegionName
         * @description What the specimen of a region is called now.
         */
        RegionName: {
            /** Abstention */
            abstention: string | null;
            /** Catalognumber */
            catalogNumber: string | null;
            /** Confidence */
            confidence: number | null;
            /** Scientificname */
            scientificName: string | null;
            /** Taxonrank */
            taxonRank: string | null;
            /** Trust */
            trust: string | null;
        };
        /**
         * Release
         * @description A network that answers, and what it cannot do.
         */
        Release: {
            /** Banner */
            banner: string;
            /**
             * Created
             * Format: date-time
             */
            created: string;
            /** Digest */
            digest: string;
            /** Licence */
            licence: string;
            /** Limitline */
            limitLine: string;
            /** Name */
            name: string;
            /** Side */
            side: number;
            /** Space */
            space: string;
            /** State */
            state: string;
            /** Taxa */
            taxa: number;
            /** Version */
            version: string;
        };
        /**
         * ReleaseFigures
         * @description What was measured of a release; `steps` by rank, empty where nobody measured.
         */
        ReleaseFigures: {
            /** Digest */
            digest: string;
            /** Promotions */
            promotions: components["schemas"]["ShownPromotion"][];
            /** Steps */
            steps: {
                [key: string]: components["schemas"]["ReliabilityStep"][];
            };
            /** Taxa */
            taxa: components["schemas"]["KnownTaxon"][];
            /**
             * Verdict
             * @description The comparison with the champion.
             */
            verdict: {
                [key: string]: unknown;
            } | null;
        };
        /**
         * ReliabilityStep
         * @description Test answers at one rank whose confidence lies from `least` to `below`.
         */
        ReliabilityStep: {
            /** Below */
            below: number | null;
            /** Cases */
            cases: number;
            /**
             * Enough
             * @description False: too few to give a percentage.
             */
            enough: boolean;
            /** High */
            high: number;
            /** Least */
            least: number;
            /**
             * Low
             * @description 95 % interval of right within the step.
             */
            low: number;
            /** Right */
            right: number;
            /**
             * Shareanswered
             * @description Of all answers at the rank, those from `least` on …
             */
            shareAnswered: number;
            /**
             * Shareright
             * @description … and the share of these that is right.
             */
            shareRight: number;
        };
        /**
         * Renamed
         * @description So many specimens show `before` to everybody now and would show `after`; null is no name.
         */
        Renamed: {
            /** Abstention */
            abstention: string | null;
            /** After */
            after: string | null;
            /** Before */
            before: string | null;
            /**
             * Kind
             * @enum {string}
             */
            kind: "different" | "newly_abstained" | "coarser" | "finer" | "newly_named";
            /** Specimens */
            specimens: number;
        };
        /**
         * Report
         * @description A collection in a period: whole days in UTC, both ends included.
         */
        Report: {
            /** Collection */
            collection: string;
            /**
             * Complete
             * @description False while a lost index is being filled again: names are counted too low.
             */
            complete: boolean;
            /** Figures */
            figures: components["schemas"]["Figure"][];
            /**
             * First
             * Format: date
             */
            first: string;
            /**
             * Last
             * Format: date
             */
            last: string;
            /**
             * Made
             * Format: date-time
             */
            made: string;
            release: components["schemas"]["ReportedRelease"] | null;
            /** Title */
            title: string;
        };
        /**
         * ReportedRelease
         * @description The release whose names a report speaks of.
         */
        ReportedRelease: {
            /** Digest */
            digest: string;
            /** Name */
            name: string;
            /** Version */
            version: string;
        };
        /**
         * ReviewItem
         * @description A specimen held for one reviewer. A `blind` one comes without any name.
         */
        ReviewItem: {
            /** Blind */
            blind: boolean;
            /**
             * Expires
             * Format: date-time
             * @description When others may have it, unless it is held again.
             */
            expires: string;
            /**
             * Second
             * @description Somebody has named it; this is the independent second answer, and blind.
             */
            second: boolean;
            specimen: components["schemas"]["Specimen"];
            /**
             * Value
             * @description The chance that a look changes the name, 0 to 1.
             */
            value: number;
            /**
             * Why
             * @description Why it stands here; null for a blind one.
             */
            why: ("disputed" | "contradicts_catalogue" | "no_name" | "unsure" | "unchecked" | "second" | "disagree") | null;
        };
        /**
         * Reviewer
         * @description How one member agrees; seen by curators.
         */
        Reviewer: {
            /** Agreement */
            agreement: components["schemas"]["Agreement"][];
            /** Answered */
            answered: number;
            /** Name */
            name: string;
            queue: components["schemas"]["Tally"] | null;
            /**
             * Ranks
             * @description Where they may decide; null: at all ranks.
             */
            ranks: string[] | null;
            /** Role */
            role: string;
        };
        /**
         * Rollback
         * @description Which promotion to go back to; the one before where none is named.
         */
        Rollback: {
            /** Number */
            number?: number | null;
        };
        /**
         * Run
         * @description What happened to the pictures of one source.
         */
        Run: {
            /** Collection */
            collection: string;
            counts: components["schemas"]["RunCounts"];
            /** Finished */
            finished: string | null;
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /** Indexed */
            indexed: boolean | null;
            /** Kind */
            kind: string;
            /**
             * Link
             * @description Page of what started it, such as a run of Airflow.
             */
            link: string | null;
            /** Outcomes */
            outcomes: {
                [key: string]: number;
            };
            /** Report */
            report: {
                [key: string]: unknown;
            };
            /** Source */
            source: string;
            /**
             * Started
             * Format: date-time
             */
            started: string;
            /** State */
            state: string;
        };
        /**
         * RunCounts
         * @description Items in each state; they add up to all items.
         */
        RunCounts: {
            /** Abstained */
            abstained: number;
            /** Done */
            done: number;
            /** Duplicate */
            duplicate: number;
            /** Failed */
            failed: number;
            /** Pending */
            pending: number;
            /** Rejected */
            rejected: number;
            /** Working */
            working: number;
        };
        /**
         * RunItem
         * @description One picture of a run, under its owner's own name.
         */
        RunItem: {
            /** Attempts */
            attempts: number;
            /** Itemno */
            itemNo: number;
            /** Outcome */
            outcome: string | null;
            /** Reason */
            reason: string | null;
            /** Sha256 */
            sha256: string | null;
            /**
             * State
             * @enum {string}
             */
            state: "pending" | "working" | "done" | "abstained" | "rejected" | "failed" | "duplicate";
            /** Username */
            userName: string;
        };
        /**
         * SavedSet
         * @description A frozen list of specimens. Who has its address reads it, of its specimens what they may see.
         */
        SavedSet: {
            /**
             * Address
             * @description To share and to cite.
             */
            address: string;
            /** Citation */
            citation: string;
            /**
             * Created
             * Format: date-time
             */
            created: string;
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /**
             * Missing
             * @description Numbers that nobody bore; told to its owner only.
             */
            missing: string[];
            /** Note */
            note: string;
            /** Own */
            own: boolean;
            /**
             * Query
             * @description The search it was saved from; told to its owner only.
             */
            query: string | null;
            /**
             * Releases
             * @description Releases whose names stood in it when it was saved.
             */
            releases: string[];
            /** Savedby */
            savedBy: string;
            /** Title */
            title: string;
            /**
             * Total
             * @description Specimens in it that the caller may see.
             */
            total: number;
        };
        /**
         * SearchPage
         * @description One page of specimens; `total` is exact.
         */
        SearchPage: {
            /**
             * Complete
             * @description False while an index that was lost is being filled again: more will be found.
             */
            complete: boolean;
            /** Facets */
            facets: components["schemas"]["FacetCounts"][];
            /** Items */
            items: components["schemas"]["Card"][];
            /** Next */
            next: string | null;
            /** Total */
            total: number;
        };
        /**
         * SetAct
         * @description An act on a set that the reader may take back, by its `identification`.
         */
        SetAct: {
            /**
             * Act
             * @enum {string}
             */
            act: "accept" | "correct";
            /**
             * Appliedto
             * @description Null where it broke off before it had reached all.
             */
            appliedTo: number | null;
            /**
             * At
             * Format: date-time
             */
            at: string;
            /**
             * Identification
             * Format: uuid
             */
            identification: string;
            /** Saidby */
            saidBy: string;
            /** Scientificname */
            scientificName: string | null;
            /** Taxonrank */
            taxonRank: string | null;
        };
        /**
         * SetApplied
         * @description `identification`: that of the examined specimen, by which the whole act is taken back.
         */
        SetApplied: {
            /** Appliedto */
            appliedTo: number;
            /**
             * Identification
             * Format: uuid
             */
            identification: string;
            /** Keptout */
            keptOut: {
                [key: string]: number;
            };
        };
        /**
         * SetIdentification
         * @description What a person says of the specimen that was examined, to be applied to the others of the set.
         */
        SetIdentification: {
            /**
             * Act
             * @enum {string}
             */
            act: "accept" | "correct";
            /**
             * Actid
             * @description The sender's own: sent again with it, the act is gone on with, not repeated.
             */
            actId?: string | null;
            /**
             * Basis
             * @default picture
             * @enum {string}
             */
            basis: "picture" | "specimen" | "microscope" | "dna";
            /**
             * Examined
             * Format: uuid
             */
            examined: string;
            /**
             * Qualifier
             * @description cf., aff., ? (open nomenclature).
             * @default
             */
            qualifier: string;
            /**
             * Remarks
             * @default
             */
            remarks: string;
            /**
             * Scientificname
             * @description For `correct`: as written.
             * @default
             */
            scientificName: string;
            /**
             * Taxonid
             * @description A taxon of the shown release, in place of a name.
             * @default
             */
            taxonId: string;
            /**
             * Taxonrank
             * @description Where the name does not tell it.
             * @default
             */
            taxonRank: string;
        };
        /**
         * SetMember
         * @description `specimen`: as it is now; null where it was deleted since.
         */
        SetMember: {
            /** Place */
            place: number;
            specimen: components["schemas"]["Card"] | null;
            then: components["schemas"]["NameThen"];
        };
        /**
         * SetPreview
         * @description `appliesTo` counts the examined one; `keptOut`: others, by why they are left out.
         *
         *     `scientificName`: what would be said of all. `version` is the examined one's, for `If-Match`.
         */
        SetPreview: {
            /** Appliesto */
            appliesTo: number;
            /** Keptout */
            keptOut: {
                [key: string]: number;
            };
            /** Scientificname */
            scientificName: string | null;
            /** Taxonrank */
            taxonRank: string | null;
            /** Version */
            version: number;
        };
        /**
         * SetQuestion
         * @description What somebody is about to say of a set.
         */
        SetQuestion: {
            /**
             * Act
             * @description Left out: only how many are counted.
             */
            act?: ("accept" | "correct") | null;
            /**
             * Basis
             * @default picture
             * @enum {string}
             */
            basis: "picture" | "specimen" | "microscope" | "dna";
            /**
             * Examined
             * Format: uuid
             */
            examined: string;
            /**
             * Qualifier
             * @description cf., aff., ? (open nomenclature).
             * @default
             */
            qualifier: string;
            /**
             * Remarks
             * @default
             */
            remarks: string;
            /**
             * Scientificname
             * @description For `correct`: as written.
             * @default
             */
            scientificName: string;
            /**
             * Taxonid
             * @description A taxon of the shown release, in place of a name.
             * @default
             */
            taxonId: string;
            /**
             * Taxonrank
             * @description Where the name does not tell it.
             * @default
             */
            taxonRank: string;
        };
        /**
         * Shot
         * @description One picture of a station. `good`: nothing has to be shot again.
         *
         *     `held`: why it was not taken in; `already`: pictures of the same number and view before it;
         *     `superseded`: the picture that this retake replaces.
         */
        Shot: {
            /** Already */
            already: number;
            /**
             * Barcode
             * @enum {string}
             */
            barcode: "read" | "not_read" | "disagrees";
            /** Faults */
            faults: string[];
            /** File */
            file: string;
            /** Good */
            good: boolean;
            /** Held */
            held: string | null;
            /** Imageid */
            imageId: string | null;
            /** Number */
            number: string | null;
            /** Sharp */
            sharp: boolean;
            /** Superseded */
            superseded: string | null;
            /**
             * Time
             * Format: date-time
             */
            time: string;
            /** View */
            view: string | null;
        };
        /**
         * ShownNames
         * @description Whose names a collection shows (digests), and what a curator has said about that.
         *
         *     `apart`: specimens that show the newer release before the rest. Approving `release` again takes
         *     them back; approving `former` takes the last approval of all back.
         */
        ShownNames: {
            /** Apart */
            apart: number;
            /**
             * Approvals
             * @description Newest first, the last twenty.
             */
            approvals: components["schemas"]["PastApproval"][];
            /** Former */
            former: string | null;
            /** Proposed */
            proposed: string | null;
            /** Release */
            release: string | null;
            /** @description Approved after every re-identification, unasked. */
            rule: components["schemas"]["ShownPart"] | null;
        };
        /**
         * ShownPart
         * @description A part of a diff, as it was said.
         */
        ShownPart: {
            /** Fromrank */
            fromRank: string;
            /** Kinds */
            kinds: ("different" | "newly_abstained" | "coarser" | "finer" | "newly_named")[];
            /** Least */
            least: number;
            /** Rank */
            rank: string;
            /** Taxon */
            taxon: string;
        };
        /**
         * ShownPromotion
         * @description Since when a release answered for the house.
         */
        ShownPromotion: {
            /**
             * At
             * Format: date-time
             */
            at: string;
            /** Number */
            number: number;
        };
        /**
         * SignIn
         * @description The key to keep in this browser; `remember`: for 30 days instead of until it closes.
         */
        SignIn: {
            /** Key */
            key: string;
            /**
             * Remember
             * @default false
             */
            remember: boolean;
        };
        /**
         * Solution
         * @description What a training specimen is, after it was answered.
         */
        Solution: {
            /** Basis */
            basis: string;
            /** Identifiedby */
            identifiedBy: string | null;
            /** @description The most similar specimen of another name. */
            lookAlike: components["schemas"]["Witness"] | null;
            /**
             * Right
             * @description By rank, at those that both names tell.
             */
            right: {
                [key: string]: boolean;
            };
            /** Said */
            said: string;
            /** Saidrank */
            saidRank: string;
            /**
             * Specimenid
             * Format: uuid
             */
            specimenId: string;
            training: components["schemas"]["Training"];
            /** Truth */
            truth: string;
            /** Truthrank */
            truthRank: string;
        };
        /**
         * SourceId
         * @description An identifier that a source gave the specimen.
         */
        SourceId: {
            /** Kind */
            kind: string;
            /** Value */
            value: string;
        };
        /**
         * Specimen
         * @description One individual: record, pictures, and everything said of it.
         */
        Specimen: {
            /** Basisofrecord */
            basisOfRecord: string;
            /** Catalognumber */
            catalogNumber: string | null;
            /** Cataloguedname */
            cataloguedName: string | null;
            /** Collection */
            collection: string;
            /** Former */
            former: {
                [key: string]: unknown;
            }[];
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /** Identifications */
            identifications: components["schemas"]["Identification"][];
            /** Images */
            images: components["schemas"]["Image"][];
            /** Letter */
            letter: string;
            /** Notes */
            notes: components["schemas"]["Note"][];
            /** Record */
            record: {
                [key: string]: unknown;
            };
            /** Run */
            run: string | null;
            /** Scientificname */
            scientificName: string | null;
            shown: components["schemas"]["Answer"] | null;
            /** Sourceids */
            sourceIds: components["schemas"]["SourceId"][];
            /** Taxonrank */
            taxonRank: string | null;
            /** Trust */
            trust: string | null;
            /** Verbatim */
            verbatim: {
                [key: string]: unknown;
            };
            /** Version */
            version: number;
        };
        /**
         * SpecimenChange
         * @description Record fields to set; null removes one.
         */
        SpecimenChange: {
            /** Record */
            record: {
                [key: string]: string | number | null;
            };
        };
        /**
         * Staged
         * @description A folder that a browser sends, with what has arrived.
         */
        Staged: {
            /** Collection */
            collection: string;
            /** Files */
            files: components["schemas"]["StagedFile"][];
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /** Name */
            name: string;
        };
        /**
         * StagedFile
         * @description A file of a staged folder.
         */
        StagedFile: {
            /** Bytes */
            bytes: number;
            /** Path */
            path: string;
        };
        /**
         * Station
         * @description A camera with a hot folder. `live`: heard of within 10 s; `problem`: why it cannot work.
         */
        Station: {
            /** Collection */
            collection: string;
            /**
             * Expected
             * @description The number that should come next.
             */
            expected: string | null;
            /** Folder */
            folder: string;
            /**
             * Lasthour
             * @description Shots of the last hour.
             */
            lastHour: number;
            /** Live */
            live: boolean;
            /** Name */
            name: string;
            /** Problem */
            problem: string | null;
            /**
             * Seen
             * Format: date-time
             */
            seen: string;
            /** Shots */
            shots: components["schemas"]["Shot"][];
        };
        /**
         * Suggestion
         * @description A name to choose.
         */
        Suggestion: {
            /** Scientificname */
            scientificName: string;
            /** Specimens */
            specimens: number;
            /** Taxonid */
            taxonId: string | null;
            /** Taxonrank */
            taxonRank: string;
        };
        /**
         * TakenBack
         * @description How many identifications no longer stand.
         */
        TakenBack: {
            /** Takenback */
            takenBack: number;
        };
        /**
         * Tally
         * @description So many right of so many cases, with the 95 % interval.
         */
        Tally: {
            /** Cases */
            cases: number;
            /**
             * Enough
             * @description False: too few to give a percentage.
             */
            enough: boolean;
            /** High */
            high: number;
            /** Low */
            low: number;
            /** Right */
            right: number;
        };
        /**
         * Taxon
         * @description A taxon of the release that answers.
         */
        Taxon: {
            /** Answerable */
            answerable: boolean;
            /** Children */
            children: components["schemas"]["TaxonName"][];
            /** Lineage */
            lineage: components["schemas"]["TaxonName"][];
            /** Parentid */
            parentId: string | null;
            /** Release */
            release: string;
            /** Scientificname */
            scientificName: string;
            /** Taxonid */
            taxonId: string;
            /** Taxonrank */
            taxonRank: string;
            /** Testing */
            testing: number;
            /** Training */
            training: number;
        };
        /**
         * TaxonName
         * @description A taxon by name and rank.
         */
        TaxonName: {
            /** Scientificname */
            scientificName: string;
            /** Taxonid */
            taxonId: string;
            /** Taxonrank */
            taxonRank: string;
        };
        /**
         * Training
         * @description How far the caller is in a collection's training set.
         */
        Training: {
            /** Agreement */
            agreement: components["schemas"]["Agreement"][];
            /** Answered */
            answered: number;
            /**
             * Cases
             * @description … of the latest so many answers at a rank.
             */
            cases: number;
            /** Collection */
            collection: string;
            /**
             * Free
             * @description Curators and listed experts need no training.
             */
            free: boolean;
            /**
             * Least
             * @description Specimens from which the set counts.
             */
            least: number;
            /** @description Names in the queue against those that others gave the same specimens. */
            queue: components["schemas"]["Tally"] | null;
            /**
             * Ranks
             * @description Where one may decide; null: at all ranks.
             */
            ranks: string[] | null;
            /**
             * Share
             * @description How often one must agree …
             */
            share: number;
            /** Size */
            size: number;
            /**
             * Two
             * @description Ranks at which two independent answers are asked for.
             */
            two: string[];
        };
        /**
         * TrainingAnswer
         * @description What the specimen is, at the rank one is sure of.
         */
        TrainingAnswer: {
            /** Collection */
            collection: string;
            /**
             * Qualifier
             * @default
             */
            qualifier: string;
            /**
             * Scientificname
             * @default
             */
            scientificName: string;
            /**
             * Taxonid
             * @description A taxon of the shown release.
             * @default
             */
            taxonId: string;
            /**
             * Taxonrank
             * @default
             */
            taxonRank: string;
        };
        /**
         * TrainingRule
         * @description When a reviewer may decide at a rank, and at which ranks two answers are asked for.
         */
        TrainingRule: {
            /**
             * Cases
             * @default 20
             */
            cases: number;
            /** Collection */
            collection: string;
            /**
             * Share
             * @default 0.9
             */
            share: number;
            /** Two */
            two?: string[];
        };
        /**
         * Trait
         * @description Caste, sex, stage or view as a release guesses it from the picture: no fact, and no name depends on it.
         */
        Trait: {
            /**
             * Checked
             * @description As sure as those that were right 95 times in 100 on the release's calibration pictures; else nobody has counted.
             */
            checked: boolean;
            /** Confidence */
            confidence: number;
            /**
             * Term
             * @description `caste`, `sex`, `lifeStage` or `view`.
             */
            term: string;
            /** Value */
            value: string;
        };
        /**
         * UploadState
         * @description How far an upload in parts is. When it is over, `image` or `reason` says what it became.
         */
        UploadState: {
            /** Detail */
            detail?: string | null;
            /**
             * Expires
             * Format: date-time
             */
            expires: string;
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /**
             * Image
             * @description Address of the picture it became.
             */
            image?: string | null;
            /**
             * Length
             * @description Bytes announced.
             */
            length: number;
            /**
             * Reason
             * @description Code of why it was refused.
             */
            reason?: string | null;
            /**
             * Received
             * @description Bytes that are here; where to go on.
             */
            received: number;
        };
        /**
         * Waiting
         * @description Specimens of a collection that wait for a reviewer: with sight of the name, and blind.
         */
        Waiting: {
            /** Blind */
            blind: number;
            /**
             * Blindshare
             * @description Share of the collection that is kept for blind looks.
             */
            blindShare: number;
            /** Collection */
            collection: string;
            /**
             * Ranks
             * @description Ranks at which the caller may decide; null: at all; none: they train first.
             */
            ranks: string[] | null;
            /** Sighted */
            sighted: number;
        };
        /**
         * Webhook
         * @description A subscriber. `events`: names that are told, none for all. `dead`: why nothing is told.
         */
        Webhook: {
            /** Dead */
            dead: string | null;
            /** Events */
            events: string[];
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /** Url */
            url: string;
        };
        /**
         * Withheld
         * @description Names of taxa that a collection withholds from strangers; what lies below them, too.
         */
        Withheld: {
            /**
             * Regulated
             * @description Withheld with the machine's name until a person has said what it is.
             */
            regulated: string[];
            /**
             * Sensitive
             * @description Place, day, collector and labels are withheld.
             */
            sensitive: string[];
        };
        /**
         * Withhold
         * @description Lists that take the place of the former ones; null leaves a list as it is, `[]` ends it.
         */
        Withhold: {
            /** Regulated */
            regulated?: string[] | null;
            /** Sensitive */
            sensitive?: string[] | null;
        };
        /**
         * Witness
         * @description A verified specimen by its most similar picture, which is null where it may not be shown.
         */
        Witness: {
            /** Basis */
            basis: string;
            /** Catalognumber */
            catalogNumber: string | null;
            /** Creator */
            creator: string | null;
            /** Identifiedby */
            identifiedBy: string | null;
            /** Imageid */
            imageId: string | null;
            /** Licence */
            licence: string | null;
            /** Scientificname */
            scientificName: string;
            /** Similarity */
            similarity: number;
            /**
             * Specimenid
             * Format: uuid
             */
            specimenId: string;
            /** Taxonrank */
            taxonRank: string | null;
            /** Thumbnail */
            thumbnail: string | null;
            /** View */
            view: string | null;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    ceilings_index: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Ceiling_"];
                };
            };
            /** @description The caller can mend it. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The server cannot at the moment. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ceilings_state: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CeilingWanted"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Ceiling"];
                };
            };
            /** @description The caller can mend it. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The server cannot at the moment. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ceilings_withdraw: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                ceiling_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The caller can mend it. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The server cannot at the moment. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    collections_index: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Collection_"];
                };
            };
            /** @description The caller can mend it. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The server cannot at the moment. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    collections_answers: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                code: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnswerRules"];
                };
            };
            /** @description The caller can mend it. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The server cannot at the moment. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    collections_ask: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                code: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AnswerRulesChange"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnswerRules"];
                };
            };
            /** @description The caller can mend it. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The server cannot at the moment. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    collections_diff: {
        parameters: {
            query?: {
                before?: string | null;
                after?: string | null;
            };
            header?: never;
            path: {
                code: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NameDiff"];
                    "text/csv": unknown;
                };
            };
            /** @description The caller can mend it. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The server cannot at the moment. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    reports_read: {
        parameters: {
            query?: {
                /** @description First day in UTC; by default that of this year. */
                from?: string | null;
                /** @description Last day in UTC; by default today. */
                to?: string | null;
            };
            header?: never;
            path: {
                code: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Report"];
                };
            };
            /** @description The caller can mend it. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The server cannot at the moment. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    reports_blind: {
        parameters: {
            query?: {
                /** @description First day in UTC; by default that of this year. */
                from?: string | null;
                /** @description Last day in UTC; by default today. */
                to?: string | null;
            };
            header?: never;
            path: {
                code: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One line for each thing that is counted. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": unknown;
                };
            };
            /** @description The caller can mend it. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The server cannot at the moment. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    reports_decisions: {
        parameters: {
            query?: {
                /** @description First day in UTC; by default that of this year. */
                from?: string | null;
                /** @description Last day in UTC; by default today. */
                to?: string | null;
                only?: ("examined" | "applied" | "blind" | "corrected_examined" | "corrected_applied") | null;
            };
            header?: never;
            path: {
                code: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One line for each thing that is counted. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": unknown;
                };
            };
            /** @description The caller can mend it. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The server cannot at the moment. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    reports_levels: {
        parameters: {
            query?: {
                /** @description First day in UTC; by default that of this year. */
                from?: string | null;
                /** @description Last day in UTC; by default today. */
                to?: string | null;
            };
            header?: never;
            path: {
                code: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One line for each thing that is counted. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": unknown;
                };
            };
            /** @description The caller can mend it. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The server cannot at the moment. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    reports_pictures: {
        parameters: {
            query?: {
                /** @description First day in UTC; by default that of this year. */
                from?: string | null;
                /** @description Last day in UTC; by default today. */
                to?: string | null;
                only?: ("retaken" | "waiting") | null;
                /** @description Empty: those that came another way. */
                station?: string | null;
            };
            header?: never;
            path: {
                code: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One line for each thing that is counted. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": unknown;
                };
            };
            /** @description The caller can mend it. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The server cannot at the moment. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    reports_seconds: {
        parameters: {
            query?: {
                /** @description First day in UTC; by default that of this year. */
                from?: string | null;
                /** @description Last day in UTC; by default today. */
                to?: string | null;
            };
            header?: never;
            path: {
                code: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One line for each thing that is counted. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": unknown;
                };
            };
            /** @description The caller can mend it. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The server cannot at the moment. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    reports_as_table: {
        parameters: {
            query?: {
                /** @description First day in UTC; by default that of this year. */
                from?: string | null;
                /** @description Last day in UTC; by default today. */
                to?: string | null;
            };
            header?: never;
            path: {
                code: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One line for each thing that is counted. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": unknown;
                };
            };
            /** @description The caller can mend it. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The server cannot at the moment. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    collections_shown: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                code: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ShownNames"];
                };
            };
            /** @description The caller can mend it. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The server cannot at the moment. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    collections_show: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                code: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Approval"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Approved"];
                };
            };
            /** @description The caller can mend it. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The server cannot at the moment. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    collections_preview: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                code: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Part"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PartPreview"];
                };
            };
            /** @description The caller can mend it. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The server cannot at the moment. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    collections_keep: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                code: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Part"];
            };
        };
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The caller can mend it. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The server cannot at the moment. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    collections_forget: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                code: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The caller can mend it. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The server cannot at the moment. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    collections_withheld: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                code: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Withheld"];
                };
            };
            /** @description The caller can mend it. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The server cannot at the moment. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    collections_withhold: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                code: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Withhold"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Withheld"];
                };
            };
            /** @description The caller can mend it. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The server cannot at the moment. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    events_stream: {
        parameters: {
            query?: {
                /** @description As Last-Event-ID, for a first call. */
                after?: number | null;
            };
            header?: {
                /** @description Go on after it. */
                "Last-Event-ID"?: number | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One event per change. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": unknown;
                };
            };
            /** @description The caller can mend it. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The server cannot at the moment. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    images_upload: {
        parameters: {
            query?: {
                /** @description The sender's own file name. */
                fileName?: string | null;
                /** @description Code of the collection. */
                collection?: string;
                catalogNumber?: string | null;
                view?: string | null;
                licence?: string | null;
                creator?: string | null;
            };
            header?: {
                /** @description `wait=10` waits up to so many seconds for the answer. */
                prefer?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        /** @description The picture's bytes; the type is judged from them. */
        requestBody: {
            content: {
                "application/octet-stream": unknown;
                "image/jpeg": string;
                "image/png": string;
                "image/tiff": string;
                "image/webp": string;
                "multipart/form-data": {
                    file: string;
                };
            };
        };
        responses: {
            /** @description This picture was received before. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Image"];
                };
            };
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Image"];
                };
            };
            /** @description Received; its answer will follow. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Image"];
                };
            };
            /** @description More bytes than an upload may hold. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Not a picture that can be read. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Too much waits; see Retry-After. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description No room left. */
            507: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The caller can mend it. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The server cannot at the moment. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    images_read: {
        parameters: {
            query?: never;
            header?: {
                /** @description `wait=10` waits up to so many seconds for the answer. */
                prefer?: string | null;
            };
            path: {
                image_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Image"];
                };
            };
            /** @description The caller can mend it. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The server cannot at the moment. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    images_heat: {
        parameters: {
            query?: {
                /** @description A name of the release; default: its answer. */
                taxon?: string | null;
                /** @description Only this part of a picture of many specimens. */
                region?: string | null;
            };
            header?: never;
            path: {
                image_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HeatMap"];
                };
            };
            /** @description The caller can mend it. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The server cannot at the moment. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    images_regions: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                image_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Region_"];
                };
            };
            /** @description The caller can mend it. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The server cannot at the moment. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    images_draw_region: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that was read. */
                "if-match"?: string | null;
            };
            path: {
                image_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewRegion"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Region"];
                };
            };
            /** @description This region is there already. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Changed since it was read. */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The caller can mend it. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The server cannot at the moment. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    images_redraw_regions: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that was read. */
                "if-match"?: string | null;
            };
            path: {
                image_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Redrawn"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Region_"];
                };
            };
            /** @description A box is there already, or may not go. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Changed since it was read. */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The caller can mend it. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The server cannot at the moment. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    images_drop_region: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that was read. */
                "if-match"?: string | null;
            };
            path: {
                image_id: string;
                region: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Changed since it was read. */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The caller can mend it. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The server cannot at the moment. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    images_see: {
        parameters: {
            query?: {
                size?: "thumbnail" | "full" | "large";
                /** @description Only this part of a picture of many specimens. */
                region?: string | null;
            };
            header?: never;
            path: {
                image_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A JPEG of pixels only. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "image/jpeg": unknown;
                };
            };
            /** @description The caller can mend it. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The server cannot at the moment. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    keys_index: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Key_"];
                };
            };
            /** @description The caller can mend it. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The server cannot at the moment. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    keys_create: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewKey"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MadeKey"];
                };
            };
            /** @description The caller can mend it. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The server cannot at the moment. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    keys_revoke: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                key_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The caller can mend it. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The server cannot at the moment. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    me_read: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Me"];
                };
            };
            /** @description The caller can mend it. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The server cannot at the moment. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    me_credit: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Credit"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Me"];
                };
            };
            /** @description The caller can mend it. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The server cannot at the moment. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    me_sign_in: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SignIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Me"];
                };
            };
            /** @description The caller can mend it. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The server cannot at the moment. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    me_sign_out: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The caller can mend it. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The server cannot at the moment. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    releases_index: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Release_"];
                };
            };
            /** @description The caller can mend it. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The server cannot at the moment. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    releases_rollback: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Rollback"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Promoted"];
                };
            };
            /** @description The caller can mend it. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The server cannot at the moment. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    releases_read_figures: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                digest: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReleaseFigures"];
                };
            };
            /** @description The caller can mend it. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The server cannot at the moment. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    releases_pack: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                digest: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The release's files. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/zip": unknown;
                };
            };
            /** @description The caller can mend it. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The server cannot at the moment. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    releases_promote: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                digest: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Promote"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Promoted"];
                };
            };
            /** @description The gate does not let it through. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The caller can mend it. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The server cannot at the moment. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    review_index: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Waiting_"];
                };
            };
            /** @description The caller can mend it. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The server cannot at the moment. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    review_take_next: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["OfCollection"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Next"];
                };
            };
            /** @description The caller can mend it. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The server cannot at the moment. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    review_share: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BlindShare"];
            };
        };
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The caller can mend it. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The server cannot at the moment. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    review_alike: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                specimen_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LookAlikes"];
                };
            };
            /** @description It is looked at blind. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The caller can mend it. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The server cannot at the moment. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    review_decide: {
        parameters: {
            query?: never;
            header?: {
                /** @description The version that was read. */
                "if-match"?: string | null;
            };
            path: {
                specimen_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Decision"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecordedIdentification"];
                };
            };
            /** @description It, or one of `also`, is not free. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Changed since it was read. */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The caller can mend it. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The server cannot at the moment. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    review_hold: {
        parameters: {
            query?: {
                /** @description Take it without its name; not where you have seen that. */
                blind?: boolean;
            };
            header?: never;
            path: {
                specimen_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReviewItem"];
                };
            };
            /** @description Another reviewer has it now. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The caller can mend it. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The server cannot at the moment. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    review_skip: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                specimen_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The caller can mend it. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The server cannot at the moment. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    runs_index: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Run_"];
                };
            };
            /** @description The caller can mend it. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The server cannot at the moment. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    runs_begin: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewRun"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Run"];
                };
            };
            /** @description The caller can mend it. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The server cannot at the moment. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    runs_try_out: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewRun"];
            };
        };
        responses: {
            /** @description Signs of life, then one line with `report` or `problem`. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/x-ndjson": unknown;
                };
            };
            /** @description The caller can mend it. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The server cannot at the moment. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    runs_read: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                run_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Run"];
                };
            };
            /** @description The caller can mend it. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The server cannot at the moment. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    runs_diff: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                run_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NameDiff"];
                    "text/csv": unknown;
                };
            };
            /** @description The caller can mend it. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The server cannot at the moment. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    runs_failures: {
        parameters: {
            query?: {
                /** @description `next` of the page before. */
                cursor?: number;
                limit?: number;
            };
            header?: never;
            path: {
                run_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_RunItem_"];
                    "text/csv": unknown;
                };
            };
            /** @description The caller can mend it. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The server cannot at the moment. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    runs_items: {
        parameters: {
            query?: {
                state?: ("pending" | "working" | "done" | "abstained" | "rejected" | "failed" | "duplicate")[] | null;
                /** @description `next` of the page before. */
                cursor?: number;
                limit?: number;
            };
            header?: never;
            path: {
                run_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_RunItem_"];
                };
            };
            /** @description The caller can mend it. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The server cannot at the moment. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    runs_pilot: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                run_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Pilot"];
                };
            };
            /** @description The caller can mend it. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The server cannot at the moment. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    runs_retry: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                run_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Run"];
                };
            };
            /** @description It is over, and nothing failed. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The caller can mend it. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The server cannot at the moment. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    search_specimens: {
        parameters: {
            query?: {
                /** @description See docs/guides/search.md. */
                q?: string;
                /** @description Field to count; repeatable. */
                facet?: string[] | null;
                /** @description relevance, FIELD:asc or FIELD:desc */
                sort?: string;
                limit?: number;
                cursor?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SearchPage"];
                };
            };
            /** @description The caller can mend it. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The server cannot at the moment. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    search_by_numbers: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Numbers"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NumbersFound"];
                };
            };
            /** @description The caller can mend it. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The server cannot at the moment. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    search_by_picture: {
        parameters: {
            query?: {
                /** @description Compare as this collection's release does. */
                collection?: string | null;
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/octet-stream": unknown;
                "image/jpeg": unknown;
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Neighbour_"];
                };
            };
            /** @description Not a picture. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many at once; see Retry-After. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The caller can mend it. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The server cannot at the moment. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    search_places: {
        parameters: {
            query?: {
                /** @description As in `search`. */
                q?: string;
                west?: number;
                south?: number;
                east?: number;
                north?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Places"];
                };
            };
            /** @description The caller can mend it. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The server cannot at the moment. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    search_table: {
        parameters: {
            query?: {
                /** @description As in `search`. */
                q?: string;
                sort?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One line per specimen. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": unknown;
                };
            };
            /** @description The caller can mend it. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The server cannot at the moment. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    sets_index: {
        parameters: {
            query?: {
                /** @description `next` of the page before. */
                after?: number;
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_SavedSet_"];
                };
            };
            /** @description The caller can mend it. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The server cannot at the moment. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    sets_save: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewSet"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SavedSet"];
                };
            };
            /** @description The caller can mend it. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The server cannot at the moment. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    sets_read: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                set_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SavedSet"];
                };
            };
            /** @description The caller can mend it. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The server cannot at the moment. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    sets_remove: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                set_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The caller can mend it. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The server cannot at the moment. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    sets_darwin_core: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                set_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A Darwin Core Archive. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/zip": unknown;
                };
            };
            /** @description The caller can mend it. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The server cannot at the moment. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    sets_acts: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                set_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_SetAct_"];
                };
            };
            /** @description The caller can mend it. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The server cannot at the moment. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    sets_identify: {
        parameters: {
            query?: never;
            header?: {
                /** @description The examined one's version, as the preview told it; needed. */
                "if-match"?: string | null;
            };
            path: {
                set_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SetIdentification"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SetApplied"];
                };
            };
            /** @description The act was taken back, or is another. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Changed since it was read. */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The caller can mend it. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The server cannot at the moment. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    sets_preview: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                set_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SetQuestion"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SetPreview"];
                };
            };
            /** @description The caller can mend it. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The server cannot at the moment. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    sets_undo: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                set_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["OfIdentification"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TakenBack"];
                };
            };
            /** @description The caller can mend it. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The server cannot at the moment. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    sets_specimens: {
        parameters: {
            query?: {
                /** @description `next` of the page before. */
                after?: number;
                limit?: number;
            };
            header?: never;
            path: {
                set_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_SetMember_"];
                };
            };
            /** @description The caller can mend it. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The server cannot at the moment. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    sets_table: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                set_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A Darwin Core occurrence a line. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": unknown;
                };
            };
            /** @description The caller can mend it. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The server cannot at the moment. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    specimens_read: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                specimen_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Specimen"];
                };
            };
            /** @description Merged into the specimen that `Location` names. */
            308: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The caller can mend it. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The server cannot at the moment. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    specimens_change: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that was read. */
                "if-match"?: string | null;
            };
            path: {
                specimen_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SpecimenChange"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Specimen"];
                };
            };
            /** @description Changed since it was read. */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The caller can mend it. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The server cannot at the moment. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    specimens_read_evidence: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                specimen_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Evidence"];
                };
            };
            /** @description The caller can mend it. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The server cannot at the moment. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    specimens_identifications: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                specimen_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Identification_"];
                };
            };
            /** @description The caller can mend it. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The server cannot at the moment. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    specimens_identify: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that was read. */
                "if-match"?: string | null;
            };
            path: {
                specimen_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewIdentification"];
            };
        };
        responses: {
            /** @description Said already. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecordedIdentification"];
                };
            };
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecordedIdentification"];
                };
            };
            /** @description Changed since it was read. */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The caller can mend it. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The server cannot at the moment. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    specimens_keep_it: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                specimen_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Keeping"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Specimen"];
                };
            };
            /** @description The caller can mend it. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The server cannot at the moment. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    staged_begin: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewStaged"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Staged"];
                };
            };
            /** @description The caller can mend it. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The server cannot at the moment. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    staged_read: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                staged_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Staged"];
                };
            };
            /** @description The caller can mend it. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The server cannot at the moment. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    staged_put: {
        parameters: {
            query: {
                /** @description Path in the folder. */
                path: string;
            };
            header?: never;
            path: {
                staged_id: string;
            };
            cookie?: never;
        };
        /** @description The file's bytes. */
        requestBody: {
            content: {
                "application/octet-stream": unknown;
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StagedFile"];
                };
            };
            /** @description The caller can mend it. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The server cannot at the moment. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    stations_index: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Station_"];
                };
            };
            /** @description The caller can mend it. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The server cannot at the moment. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    stations_read: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Station"];
                };
            };
            /** @description The caller can mend it. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The server cannot at the moment. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    taxa_suggest: {
        parameters: {
            query: {
                q: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Suggestion_"];
                };
            };
            /** @description The caller can mend it. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The server cannot at the moment. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    taxa_read: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                taxon_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Taxon"];
                };
            };
            /** @description The caller can mend it. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The server cannot at the moment. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    training_own: {
        parameters: {
            query: {
                /** @description Which collection's. */
                collection: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Training"];
                };
            };
            /** @description The caller can mend it. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The server cannot at the moment. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    training_take_next: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["OfCollection"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Lesson"];
                };
            };
            /** @description The caller can mend it. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The server cannot at the moment. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    training_reviewers: {
        parameters: {
            query: {
                /** @description Which collection's. */
                collection: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Reviewer_"];
                };
            };
            /** @description The caller can mend it. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The server cannot at the moment. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    training_rule: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TrainingRule"];
            };
        };
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The caller can mend it. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The server cannot at the moment. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    training_show_set: {
        parameters: {
            query: {
                /** @description Which collection's. */
                collection: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_KnownSpecimen_"];
                };
            };
            /** @description The caller can mend it. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The server cannot at the moment. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    training_fill: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["FillTraining"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Filled"];
                };
            };
            /** @description The caller can mend it. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The server cannot at the moment. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    training_take_out: {
        parameters: {
            query: {
                /** @description Which collection's. */
                collection: string;
            };
            header?: never;
            path: {
                specimen_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The caller can mend it. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The server cannot at the moment. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    training_answer: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                specimen_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TrainingAnswer"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Solution"];
                };
            };
            /** @description Answered already, or not begun. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The caller can mend it. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The server cannot at the moment. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    uploads_create: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description Bytes from Upload-Offset on. */
        requestBody?: {
            content: {
                "application/offset+octet-stream": unknown;
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The caller can mend it. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The server cannot at the moment. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    uploads_capabilities: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The caller can mend it. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The server cannot at the moment. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    uploads_presigned: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewDirectUpload"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DirectUpload"];
                };
            };
            /** @description The caller can mend it. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The server cannot at the moment. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    uploads_read: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                upload_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UploadState"];
                };
            };
            /** @description The caller can mend it. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The server cannot at the moment. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    uploads_terminate: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                upload_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The caller can mend it. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The server cannot at the moment. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    uploads_where: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                upload_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The caller can mend it. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The server cannot at the moment. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    uploads_add: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                upload_id: string;
            };
            cookie?: never;
        };
        /** @description Bytes from Upload-Offset on. */
        requestBody?: {
            content: {
                "application/offset+octet-stream": unknown;
            };
        };
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The caller can mend it. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The server cannot at the moment. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    uploads_complete: {
        parameters: {
            query?: never;
            header?: {
                /** @description As for POST images. */
                prefer?: string | null;
            };
            path: {
                upload_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description This picture was received before. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Image"];
                };
            };
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Image"];
                };
            };
            /** @description Received; its answer will follow. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Image"];
                };
            };
            /** @description Its bytes are not all there. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The caller can mend it. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The server cannot at the moment. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    webhooks_index: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Webhook_"];
                };
            };
            /** @description The caller can mend it. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The server cannot at the moment. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    webhooks_create: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewWebhook"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MadeWebhook"];
                };
            };
            /** @description The caller can mend it. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The server cannot at the moment. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    webhooks_remove: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                webhook_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The caller can mend it. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The server cannot at the moment. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    webhooks_deliveries: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                webhook_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Delivery_"];
                };
            };
            /** @description The caller can mend it. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The server cannot at the moment. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    webhooks_revive: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                webhook_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The caller can mend it. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The server cannot at the moment. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    health_healthz: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The caller can mend it. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The server cannot at the moment. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    health_metrics: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The caller can mend it. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The server cannot at the moment. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    health_readyz: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Readiness"];
                };
            };
            /** @description Some role has no live worker. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Readiness"];
                };
            };
            /** @description The caller can mend it. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The server cannot at the moment. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
}
