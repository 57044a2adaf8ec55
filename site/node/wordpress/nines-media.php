<?php
// Plugin Name: Nines media
// Description: Copies uploads to the media bucket and has visitors get them from the content delivery network.
require_once '/opt/nines/page/settings.php';

/** An attachment whose files are in the bucket; any other one is still served by the nodes. */
const NINES_IN_BUCKET = '_nines_in_bucket';
/** Copying one upload with its sizes; what takes longer is left to the run of the next minute, and served by the nodes. */
const NINES_COPY_SECONDS = 20;

/** All files of an attachment, below the uploads folder: the one uploaded, its original, and each size that was made of it. */
function nines_media_files(int $id, array $metadata): array
{
    $main = get_post_meta($id, '_wp_attached_file', true);
    if (!is_string($main) || $main === '') {
        return [];
    }
    $names = array_column($metadata['sizes'] ?? [], 'file');
    if (isset($metadata['original_image'])) {
        $names[] = $metadata['original_image'];
    }
    $folder = dirname($main) === '.' ? '' : dirname($main) . '/';
    return array_values(array_unique([$main, ...array_map(fn(string $name): string => $folder . $name, $names)]));
}

function nines_media_moved(string $url): string
{
    return str_replace(wp_get_upload_dir()['baseurl'], rtrim(nines_settings()['mediaUrl'], '/') . '/uploads', $url);
}

function nines_is_in_bucket(int $id): bool
{
    return get_post_meta($id, NINES_IN_BUCKET, true) === '1';
}

if (nines_settings()['mediaUrl'] !== '') {
    add_filter('wp_generate_attachment_metadata', function (array $metadata, int $id): array {
        $files = nines_media_files($id, $metadata);
        if ($files !== [] && nines_tool(NINES_COPY_SECONDS, '/opt/nines/push-media', 'put', ...$files)) {
            update_post_meta($id, NINES_IN_BUCKET, '1');
        }
        return $metadata;
    }, 10, 2);
    // A file that a person took away must not stay public.
    add_action('delete_attachment', function (int $id): void {
        $files = nines_media_files($id, wp_get_attachment_metadata($id) ?: []);
        if ($files !== [] && !nines_tool(NINES_COPY_SECONDS, '/opt/nines/push-media', 'remove', ...$files)) {
            error_log("nines: the files of attachment $id are still in the media bucket: " . implode(', ', $files));
        }
    });
    add_filter('wp_get_attachment_url', fn(string $url, int $id): string => nines_is_in_bucket($id) ? nines_media_moved($url) : $url, 10, 2);
    add_filter('wp_calculate_image_srcset', function ($sources, $size, $image, $metadata, $id) {
        if (!is_array($sources) || !nines_is_in_bucket((int) $id)) {
            return $sources;
        }
        return array_map(fn(array $source): array => ['url' => nines_media_moved($source['url'])] + $source, $sources);
    }, 10, 5);
}
