<?php
// What the bootstrap left for the pages of this node.

function nines_settings(): array
{
    static $settings = null;
    return $settings ??= json_decode((string) file_get_contents('/opt/nines/settings.json'), true, 8, JSON_THROW_ON_ERROR);
}

/** Runs a tool of the node with a limit that holds even while a file system hangs. */
function nines_tool(int $limitSeconds, string ...$words): bool
{
    exec('timeout -s KILL ' . $limitSeconds . ' ' . implode(' ', array_map('escapeshellarg', $words)) . ' 2>/dev/null', $lines, $status);
    return $status === 0;
}
