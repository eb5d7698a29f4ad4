export const THEME_CHOICES = ['system', 'light', 'dark'] as const;
export type ThemeChoice = (typeof THEME_CHOICES)[number];

export const THEME_KEY = 'statelens.theme';

/**
 * Runs in the head before the first paint. It puts the kept theme on `html` (the server wrote `system`, which CSS
 * resolves by itself), and names the nonce where the dialog library looks for it when it adds its scroll-lock style.
 */
export const FIRST_PAINT_SCRIPT = `(function(){
self.__webpack_nonce__=document.currentScript.nonce;
try{var t=localStorage.getItem(${JSON.stringify(THEME_KEY)});
if(t==="light"||t==="dark")document.documentElement.dataset.theme=t}catch(e){}
})()`;

/** Shows the chosen theme. The attribute belongs to no component, because it is set before any of them exists. */
export function applyTheme(theme: ThemeChoice): void {
  document.documentElement.dataset['theme'] = theme;
}
