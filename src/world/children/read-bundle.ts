import { answerParent } from '#world/children/answer-parent';
import { readBundleHere } from '#world/bundles/read-bundle-here';

answerParent(readBundleHere);
